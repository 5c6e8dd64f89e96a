package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema"
)

// roles are the roles that a token may have.
var roles = []schema.Role{
	schema.RoleImporter, schema.RoleCurator, schema.RoleEvaluator, schema.RoleReviewer, schema.RolePublisher, schema.RoleVendor, schema.RoleAdministrator,
}

func isRole(r schema.Role) bool { return slices.Contains(roles, r) }

// roleNames lists the roles as they are written.
func roleNames() []string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return names
}

func (a *app) tokenCommand() *cobra.Command {
	cmd := a.group("token", tokenHelp)
	cmd.AddCommand(a.tokenAddCommand(), a.tokenListCommand(), a.tokenRevokeCommand())
	return cmd
}

// tokensFlag gives a command the flag that names the file of tokens, and returns
// what finds it: the flag, the environment, or beside the store.
func (a *app) tokensFlag(cmd *cobra.Command) func() (string, error) {
	var file string
	cmd.Flags().StringVar(&file, "tokens", "", a.say(answering.FlagTokens))
	return func() (string, error) {
		if file == "" {
			file = a.Getenv(variable("tokens"))
		}
		if file != "" {
			return file, nil
		}
		store, err := a.storePath()
		if err != nil {
			return "", err
		}
		var f serveFlags
		err = f.beside(a, store)
		return f.tokens, err
	}
}

func (a *app) tokenAddCommand() *cobra.Command {
	var role, expires, enterprise string
	var asJSON bool
	var file func() (string, error)
	cmd := a.command("add NAME --role ROLE --expires D", tokenAddHelp, 1, 1, func(cmd *cobra.Command, args []string) error {
		t := token{Name: strings.TrimSpace(args[0]), Role: schema.Role(role), Enterprise: graph.SubjectID(enterprise), Created: a.Now().UTC().Truncate(time.Second)}
		switch {
		case t.Name == "" || len(t.Name) > 128 || printable(t.Name) != t.Name:
			return a.usage(cmd, tokens.BadName, args[0])
		case role == "":
			return a.usage(cmd, tokens.RoleMissing, strings.Join(roleNames(), ", "))
		case !isRole(t.Role):
			return a.usage(cmd, tokens.BadRole, role, strings.Join(roleNames(), ", "))
		case expires == "":
			return a.usage(cmd, tokens.ExpiresMissing)
		case t.Role == schema.RoleVendor && enterprise == "":
			return a.usage(cmd, tokens.EnterpriseMissing)
		case t.Role != schema.RoleVendor && enterprise != "":
			return a.usage(cmd, tokens.EnterpriseOfVendor)
		}
		until, ok := expiry(expires, a.Now())
		if !ok {
			return a.usage(cmd, tokens.BadExpires, expires)
		}
		if t.Expires = until.UTC(); !until.After(a.Now()) {
			return a.usage(cmd, tokens.ExpiredAlready, expires)
		}
		path, err := file()
		if err != nil {
			return err
		}
		if t.Enterprise != "" {
			if t.Enterprise, err = a.enterprise(cmd.Context(), t.Enterprise); err != nil {
				return err
			}
		}
		secret, hash, err := newToken(a.Rand)
		if err != nil {
			return err
		}
		t.Hash = hash
		if err := changeTokens(path, func(there []token) ([]token, error) {
			if slices.ContainsFunc(there, func(o token) bool { return o.Name == t.Name }) {
				return nil, a.errorf(graph.CodeExists, tokens.Exists, t.Name)
			}
			if len(there) == maxTokens {
				return nil, a.errorf(graph.CodeLimit, tokens.TooMany, maxTokens)
			}
			return append(there, t), nil
		}); err != nil {
			return a.tokenError(err, path)
		}
		if asJSON {
			return writeJSON(a.Stdout, struct {
				Name       string          `json:"name"`
				Role       schema.Role     `json:"role"`
				Enterprise graph.SubjectID `json:"enterprise,omitempty"`
				Expires    time.Time       `json:"expires"`
				Token      string          `json:"token"`
			}{t.Name, t.Role, t.Enterprise, t.Expires, secret})
		}
		if _, err := fmt.Fprintln(a.Stdout, secret); err != nil {
			return err
		}
		a.notice(tokens.Added, t.Name, t.Role, t.Expires.In(a.Now().Location()).Format(time.DateTime))
		return nil
	})
	flags := cmd.Flags()
	flags.StringVar(&role, "role", "", a.say(tokens.FlagRole))
	flags.StringVar(&expires, "expires", "", a.say(tokens.FlagExpires))
	flags.StringVar(&enterprise, "enterprise", "", a.say(tokens.FlagEnterprise))
	flags.BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	file = a.tokensFlag(cmd)
	for _, name := range []string{"expires", "enterprise"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	_ = cmd.RegisterFlagCompletionFunc("role", cobra.FixedCompletions(roleNames(), cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveKeepOrder))
	return cmd
}

// expiry returns when a token ends: after a number of days (90d) or hours (12h),
// or with a day, a month or a year.
func expiry(s string, now time.Time) (time.Time, bool) {
	if n, err := strconv.Atoi(strings.TrimSuffix(s, "d")); err == nil && strings.HasSuffix(s, "d") && n > 0 && n <= 36_500 {
		return now.AddDate(0, 0, n).Truncate(time.Second), true
	}
	if n, err := strconv.Atoi(strings.TrimSuffix(s, "h")); err == nil && strings.HasSuffix(s, "h") && n > 0 && n <= 24*36_500 {
		return now.Add(time.Duration(n) * time.Hour).Truncate(time.Second), true
	}
	d, err := graph.ParseDate(s)
	if err != nil || d.Year == 0 {
		return time.Time{}, false
	}
	switch {
	case d.Month == 0:
		return time.Date(int(d.Year)+1, 1, 1, 0, 0, 0, 0, now.Location()), true
	case d.Day == 0:
		return time.Date(int(d.Year), time.Month(d.Month)+1, 1, 0, 0, 0, 0, now.Location()), true
	}
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day)+1, 0, 0, 0, 0, now.Location()), true
}

// enterprise returns the ID of an enterprise that stands.
func (a *app) enterprise(ctx context.Context, id graph.SubjectID) (found graph.SubjectID, err error) {
	err = a.withStore(ctx, read, func(path string, s graph.Store) error {
		view, err := a.view(ctx, path, s)
		if err != nil {
			return err
		}
		n := view.Node(id)
		if n == nil || n.Kind != graph.KindEnterprise {
			return a.errorf(graph.CodeNotFound, tokens.NoEnterprise, id)
		}
		found = n.ID
		return nil
	})
	return found, err
}

// tokenLine is a token as it is listed: without what could stand for it.
type tokenLine struct {
	Name       string          `json:"name"`
	Role       schema.Role     `json:"role"`
	Enterprise graph.SubjectID `json:"enterprise,omitempty"`
	Created    time.Time       `json:"created"`
	Expires    time.Time       `json:"expires"`
	Expired    bool            `json:"expired"`
}

func (a *app) tokenListCommand() *cobra.Command {
	var asJSON bool
	var file func() (string, error)
	cmd := a.command("list", tokenListHelp, 0, 0, func(*cobra.Command, []string) error {
		path, err := file()
		if err != nil {
			return err
		}
		list, err := readTokens(path)
		if err != nil {
			return a.tokenError(err, path)
		}
		slices.SortFunc(list, func(x, y token) int { return strings.Compare(x.Name, y.Name) })
		if len(list) == 0 && !asJSON {
			a.notice(tokens.None)
			return nil
		}
		out := table{}
		out.row(a.say(tokens.Name), a.say(tokens.Role), a.say(tokens.Until), a.say(tokens.State), a.say(tokens.Enterprise))
		for _, t := range list {
			line := tokenLine{t.Name, t.Role, t.Enterprise, t.Created, t.Expires, !a.Now().Before(t.Expires)}
			if asJSON {
				if err := writeJSON(a.Stdout, line); err != nil {
					return err
				}
				continue
			}
			state := tokens.Valid
			if line.Expired {
				state = tokens.Expired
			}
			out.row(t.Name, string(t.Role), t.Expires.In(a.Now().Location()).Format(time.DateTime), a.say(state), string(t.Enterprise))
		}
		if asJSON {
			return nil
		}
		return out.writeTo(a.Stdout)
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	file = a.tokensFlag(cmd)
	return cmd
}

func (a *app) tokenRevokeCommand() *cobra.Command {
	var file func() (string, error)
	cmd := a.command("revoke NAME", tokenRevokeHelp, 1, 1, func(_ *cobra.Command, args []string) error {
		path, err := file()
		if err != nil {
			return err
		}
		if err := changeTokens(path, func(there []token) ([]token, error) {
			left := slices.DeleteFunc(slices.Clone(there), func(t token) bool { return t.Name == args[0] })
			if len(left) == len(there) {
				return nil, a.errorf(graph.CodeNotFound, tokens.NoToken, args[0])
			}
			return left, nil
		}); err != nil {
			return a.tokenError(err, path)
		}
		return a.printf(tokens.Revoked, args[0])
	})
	file = a.tokensFlag(cmd)
	return cmd
}

// tokenError tells what is wrong with a file of tokens, in the user's language.
func (a *app) tokenError(err error, path string) error {
	switch e, ok := errors.AsType[*graph.Error](err); {
	case errors.Is(err, errLoose):
		return a.errorf(graph.CodeInvalid, tokens.Loose, path, path)
	case errors.Is(err, errBusyTokens):
		return a.errorf(graph.CodeUnavailable, tokens.Busy, path, path+".lock")
	case ok && e.Code == graph.CodeDamaged:
		return a.errorf(graph.CodeDamaged, tokens.Damaged, path, e.Message)
	}
	return err
}

// bearer returns the token that a request carries, or "".
func bearer(r *http.Request) string {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(secret)
}

// authorise tells who sends a request, for [schema.Config].
func (s *webServer) authorise(r *http.Request) (schema.Actor, error) {
	secret := bearer(r)
	if secret == "" {
		return schema.Actor{}, graph.Errorf(graph.CodeInvalid, "", "this needs a token: send it as Authorization: Bearer TOKEN; chainatlas token add makes one")
	}
	t, err := s.tokens.find(secret)
	if err != nil {
		return schema.Actor{}, err
	}
	return schema.Actor{Name: t.Name, Role: t.Role, Enterprise: t.Enterprise}, nil
}

// identified refuses a token that is not known, whatever it is sent for: who
// sends one wants to be somebody. It tells the log whose it is.
func (s *webServer) identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secret := bearer(r)
		if secret == "" {
			next.ServeHTTP(w, r)
			return
		}
		switch t, err := s.tokens.find(secret); {
		case errors.Is(err, errUnknownToken), errors.Is(err, errExpiredToken):
			w.Header().Set("WWW-Authenticate", `Bearer realm="chainatlas", error="invalid_token"`)
			s.refuse(w, r, http.StatusUnauthorized, graph.CodeInvalid, tokens.Refused)
		case err != nil:
			s.logger.Error("tokens", "error", err)
			s.refuse(w, r, http.StatusServiceUnavailable, graph.CodeUnavailable, tokens.Unreadable)
		default:
			exchangeOf(r).actor = t.Name
			next.ServeHTTP(w, r)
		}
	})
}
