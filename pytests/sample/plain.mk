# Plain make: everything from CC, CXX and the usual flags.
CFLAGS ?= -g -O1
CXXFLAGS ?= -g -O1
all: app plugin.so
counter.o: counter.c counter.h
	$(CC) $(CFLAGS) -MMD -MP -c $< -o $@
libcounter.a: counter.o
	$(AR) rcs $@ $^
libbump.so: bump.cpp counter.h
	$(CXX) $(CXXFLAGS) -fPIC -shared -Wl,-z,defs $< -o $@
plugin.so: plugin.c
	$(CC) $(CFLAGS) -fPIC -shared $< -o $@
app: app.cpp libcounter.a libbump.so
	$(CXX) $(CXXFLAGS) -std=c++20 $< -o $@ -L. -Wl,--start-group -lcounter -lbump -Wl,--end-group '-Wl,-rpath,$$ORIGIN' -ldl -pthread
check: all
	./app ./plugin.so
.PHONY: all check
