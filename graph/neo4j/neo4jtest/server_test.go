package neo4jtest

import "testing"

func TestServer(t *testing.T) {
	s := Get(t)
	if err := s.answers(); err != nil {
		t.Fatal(err)
	}
	s.NeedOwn(t)
	s.Suspend(t)
	if err := s.answers(); err == nil {
		t.Error("a suspended server answers")
	}
	s.Resume(t)
	if err := s.answers(); err != nil {
		t.Error(err)
	}
	s.Kill(t)
	if err := s.answers(); err == nil {
		t.Error("a killed server answers")
	}
	s.Start(t)
	if err := s.answers(); err != nil {
		t.Error(err)
	}
}
