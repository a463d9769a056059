// Command lua runs a health script of Argo CD: it reads JSON {"script", "objects"} and writes, as a JSON list in the order
// of the objects, the health that the script returns for each. The interpreter and the few libraries that a script has are
// those of Argo CD (github.com/argoproj/argo-cd, util/lua: gopher-lua with package, base and table, one second for a run).
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	lua "github.com/yuin/gopher-lua"
)

type input struct {
	Script  string           `json:"script"`
	Objects []map[string]any `json:"objects"`
}

type health struct {
	Status  string `json:"status"`
	Message string `json:"message"`
}

// valueOf makes a Lua value of what JSON can say; lists count from 1.
func valueOf(state *lua.LState, value any) lua.LValue {
	switch typed := value.(type) {
	case bool:
		return lua.LBool(typed)
	case float64:
		return lua.LNumber(typed)
	case string:
		return lua.LString(typed)
	case []any:
		table := state.NewTable()
		for _, item := range typed {
			table.Append(valueOf(state, item))
		}
		return table
	case map[string]any:
		table := state.NewTable()
		for key, item := range typed {
			table.RawSetString(key, valueOf(state, item))
		}
		return table
	}
	return lua.LNil
}

func healthOf(script string, object map[string]any) (health, error) {
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for _, library := range []struct {
		name string
		open lua.LGFunction
	}{{lua.LoadLibName, lua.OpenPackage}, {lua.BaseLibName, lua.OpenBase}, {lua.TabLibName, lua.OpenTable}} {
		call := lua.P{Fn: state.NewFunction(library.open), Protect: true}
		if err := state.CallByParam(call, lua.LString(library.name)); err != nil {
			return health{}, err
		}
	}
	within, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	state.SetContext(within)
	state.SetGlobal("obj", valueOf(state, object))
	if err := state.DoString(script); err != nil {
		return health{}, err
	}
	answer, isTable := state.Get(-1).(*lua.LTable)
	if !isTable {
		return health{}, fmt.Errorf("the script returns no table")
	}
	text := func(key string) string { return lua.LVAsString(answer.RawGetString(key)) }
	return health{Status: text("status"), Message: text("message")}, nil
}

func run() error {
	var given input
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		return err
	}
	all := make([]health, len(given.Objects))
	for at, object := range given.Objects {
		found, err := healthOf(given.Script, object)
		if err != nil {
			return fmt.Errorf("object %d: %w", at, err)
		}
		all[at] = found
	}
	return json.NewEncoder(os.Stdout).Encode(all)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
