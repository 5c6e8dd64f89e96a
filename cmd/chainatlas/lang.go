package main

import (
	"fmt"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// lang is a language of the user: "zh" or "en".
type lang string

// pick returns the text of a label in the language.
func (l lang) pick(t graph.Label) string {
	if l == "zh" {
		return t.Zh
	}
	return t.En
}

// language returns the user's language, from --lang or else from the
// environment: CHAINATLAS_LANG, then the locale as POSIX orders it. It looks at
// the arguments before they are parsed, because help is printed in it, too. A
// language that it does not speak is refused when --lang is parsed.
func language(args []string, getenv func(string) string) lang {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		name, ok := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			name, ok = args[i+1], true
		}
		if ok && isLanguage(name) {
			return lang(name)
		}
	}
	for _, key := range []string{"CHAINATLAS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if name := getenv(key); name != "" {
			return languageOf(name)
		}
	}
	return "en"
}

// languageOf maps a locale such as zh_CN.UTF-8 to a language that there is.
func languageOf(locale string) lang {
	if strings.HasPrefix(strings.ToLower(locale), "zh") {
		return "zh"
	}
	return "en"
}

// isLanguage reports whether the program speaks a language.
func isLanguage(name string) bool { return name == "zh" || name == "en" }

// langFlag is the value of --lang. It only checks: [language] has read it.
type langFlag struct{ lang *lang }

func (f langFlag) String() string {
	if f.lang == nil {
		return ""
	}
	return string(*f.lang)
}
func (langFlag) Type() string { return "zh|en" }
func (langFlag) Set(s string) error {
	if !isLanguage(s) {
		return fmt.Errorf("%q is neither zh nor en", s)
	}
	return nil
}
