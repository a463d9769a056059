module bootc-operator-lua

go 1.26.0

godebug default=go1.26

require github.com/yuin/gopher-lua v1.1.2
