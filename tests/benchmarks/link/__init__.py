"""A link emulator: real TCP over an emulated bad line (`line.Line`, needs root), and a TCP proxy (`proxy.Proxy`)."""
