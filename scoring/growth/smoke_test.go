package growth

import "testing"

func TestSmoke(t *testing.T) {
	if _, err := shipped(); err != nil {
		t.Fatal(err)
	}
	t.Log(len(Shipped()))
}
