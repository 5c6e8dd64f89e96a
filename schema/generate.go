package schema

//go:generate go run ./internal/sdlgen .
//go:generate go tool gqlgen generate --config gqlgen.yml
