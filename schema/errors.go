package schema

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"golang.org/x/text/language"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
	"github.com/chainatlas/chainatlas/importer/table"
)

// The codes in extensions.code are those of package graph and these. They are part
// of the contract; messages are not.
const (
	// CodeUnauthenticated: nobody known sends the mutation.
	CodeUnauthenticated graph.Code = "UNAUTHENTICATED"
	// CodeForbidden: the actor's role does not allow it, the request comes from
	// another site, or it asks for a schema that is not shown.
	CodeForbidden graph.Code = "FORBIDDEN"
	// CodeRate: too many requests of one client, or too many at once: try again
	// later.
	CodeRate graph.Code = "RATE"
	// CodeParse: the document is no GraphQL.
	CodeParse graph.Code = errcode.ParseFailed
	// CodeValidation: the document asks for what the schema does not have.
	CodeValidation graph.Code = errcode.ValidationFailed
)

// Codes lists every code that an answer may carry, with its meaning.
func Codes() map[graph.Code]graph.Label {
	return map[graph.Code]graph.Label{
		graph.CodeInvalid:     {Zh: "输入有误", En: "the input is wrong; the message says what and how to mend it"},
		graph.CodeNotFound:    {Zh: "没有找到", En: "there is no such thing"},
		graph.CodeExists:      {Zh: "已经存在", En: "a batch stands under this key already"},
		graph.CodeConflict:    {Zh: "与他人的修改冲突", En: "what it was computed on has changed: look again and try again"},
		graph.CodeLimit:       {Zh: "超出限制", En: "a declared bound was exceeded"},
		graph.CodeDamaged:     {Zh: "文件或数据已损坏", En: "a file or stored bytes do not hold what they claim"},
		graph.CodeUnavailable: {Zh: "暂时不可用", En: "locked, closed or out of reach: try again"},
		graph.CodeCancelled:   {Zh: "已取消或超时", En: "the client gave up, or it took too long"},
		graph.CodeInternal:    {Zh: "内部错误", En: "anything else; the message has the number under which it was logged"},
		CodeUnauthenticated:   {Zh: "需要令牌", En: "nobody known sends the mutation: send a token"},
		CodeForbidden:         {Zh: "没有权限", En: "the role does not allow it, the request comes from another site, or the schema is not shown"},
		CodeRate:              {Zh: "请求过多", En: "too many requests: try again later"},
		CodeParse:             {Zh: "查询语法有误", En: "the document is no GraphQL"},
		CodeValidation:        {Zh: "查询与模式不符", En: "the document asks for what the schema does not have"},
	}
}

// say returns an error with its message in both languages.
func say(code graph.Code, zh, en string, args ...any) *graph.Error {
	return graph.Sayf(code, "", zh, en, args...)
}

// problem returns what is wrong with a value, as an error.
func problem(p *graph.Problem, what string) *graph.Error {
	return say(graph.CodeInvalid, "%[1]s：%[2]s；%[3]s", "%[1]s: %[4]s; %[5]s", what, p.Reason.Zh, p.Cure.Zh, p.Reason.En, p.Cure.En)
}

// maxMessage bounds a message, in bytes: it may quote what a client sent.
const maxMessage = 600

// message returns what a client may read of an error, and its code. It reports
// false of what is to be logged and not shown.
func message(err error, lang string) (string, graph.Code, bool) {
	code := graph.CodeOf(err)
	if text, ok := graph.TextOf(err); ok {
		return text.In(lang), code, true
	}
	if f, ok := errors.AsType[*table.Fault](err); ok {
		return f.Text().In(lang), code, true
	}
	if m, ok := errors.AsType[*yamlfile.Mistakes](err); ok {
		return m.In(lang), graph.CodeInvalid, true
	}
	general := Codes()[code].In(lang)
	switch code {
	case graph.CodeInvalid, graph.CodeNotFound, graph.CodeExists, graph.CodeConflict, graph.CodeLimit:
		e, ok := errors.AsType[*graph.Error](err)
		switch {
		case !ok || e.Message == "" || e.Private:
			return general, code, true
		case strings.HasPrefix(lang, "zh"):
			return general + "：" + e.Message, code, true
		}
		return e.Message, code, true
	case graph.CodeCancelled, graph.CodeUnavailable, graph.CodeDamaged:
		return general, code, true // the cause may name files of the server
	}
	return "", graph.CodeInternal, false
}

type langKey struct{}

// langOf returns the language of a request: zh or en.
func langOf(ctx context.Context) string {
	if s, ok := ctx.Value(langKey{}).(string); ok {
		return s
	}
	return "en"
}

// languages are those that answers are in.
var languages = language.NewMatcher([]language.Tag{language.English, language.Chinese})

// Language returns which of our languages, zh or en, the header Accept-Language
// prefers; otherwise if it says nothing that can be read.
func Language(header, otherwise string) string {
	if header == "" || len(header) > 256 {
		return otherwise
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(wanted) == 0 {
		return otherwise
	}
	if _, i, confidence := languages.Match(wanted...); confidence > language.No {
		return [...]string{"en", "zh"}[i]
	}
	return otherwise
}

// incidents numbers what is logged and not shown.
var incidents atomic.Uint64

// present turns an error into what a client may see.
func (s *Service) present(ctx context.Context, err error) *gqlerror.Error {
	lang := langOf(ctx)
	var out *gqlerror.Error
	if !errors.As(err, &out) {
		out = gqlerror.WrapPath(graphql.GetPath(ctx), err)
	} else {
		shown := *out
		out = &shown
	}
	if out.Path == nil {
		out.Path = graphql.GetPath(ctx)
	}
	code, _ := out.Extensions["code"].(string)
	if code == string(CodeParse) && strings.Contains(out.Message, "token limit") {
		limit := say(graph.CodeLimit, "一个查询最多 %d 个词元", "a document has at most %d tokens", s.limits.Tokens)
		code, out.Message, out.Err = string(graph.CodeLimit), limit.In(lang), limit
	}
	if code == "" {
		cause := out.Unwrap()
		if cause == nil {
			cause = errors.New(out.Message)
		}
		text, c, ok := message(cause, lang)
		if ok {
			out.Message = text
		} else {
			n := incidents.Add(1)
			s.logger.ErrorContext(ctx, "a field failed", slog.Uint64("incident", n), slog.String("path", out.Path.String()), slog.Any("error", cause))
			out.Message = incident(lang, n)
		}
		code = string(c)
	} else if label, ok := Codes()[graph.Code(code)]; ok && lang == "zh" && out.Unwrap() == nil {
		out.Message = label.Zh + "：" + out.Message // the parser speaks English only
	}
	out.Message, _, _ = strings.Cut(out.Message, " Did you mean ")
	if len(out.Message) > maxMessage {
		cut := out.Message[:maxMessage]
		for !utf8.ValidString(cut) {
			cut = cut[:len(cut)-1]
		}
		out.Message = cut + "…"
	}
	out.Extensions = map[string]any{"code": code}
	out.Rule = ""
	return out
}

func incident(lang string, n uint64) string {
	return graph.Label{
		Zh: fmt.Sprintf("内部错误（记录号 %d）：已记入日志", n),
		En: fmt.Sprintf("internal error (incident %d): it was logged", n),
	}.In(lang)
}

// recovered turns a panic into an error that nothing is shown of.
func (s *Service) recovered(ctx context.Context, r any, stack []byte) error {
	s.logger.ErrorContext(ctx, "a field panicked", slog.Any("panic", r), slog.String("stack", string(stack)))
	return graph.Errorf(graph.CodeInternal, "schema", "a panic: %v", r)
}
