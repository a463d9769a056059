// Command kstatus reads a JSON list of Kubernetes objects and writes, as a JSON list in their order, what the rules of
// kstatus say of each: the library is the one that Flux, Helm and kpt decide by.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
)

type verdict struct {
	Status  string `json:"status"`
	Message string `json:"message"`
}

func verdictOn(object json.RawMessage) (verdict, error) {
	var u unstructured.Unstructured
	// As a client of the API server reads it: numbers without a fraction are int64.
	if err := u.UnmarshalJSON(object); err != nil {
		return verdict{}, err
	}
	result, err := status.Compute(&u)
	if err != nil {
		return verdict{}, err
	}
	return verdict{Status: result.Status.String(), Message: result.Message}, nil
}

func run() error {
	var objects []json.RawMessage
	if err := json.NewDecoder(os.Stdin).Decode(&objects); err != nil {
		return err
	}
	verdicts := make([]verdict, len(objects))
	for i, object := range objects {
		found, err := verdictOn(object)
		if err != nil {
			return fmt.Errorf("object %d: %w", i, err)
		}
		verdicts[i] = found
	}
	return json.NewEncoder(os.Stdout).Encode(verdicts)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
