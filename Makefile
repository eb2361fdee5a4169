# Two commands for whoever arrives: `make demo` and `make test`. Both are thin over `cargo xtask`.

# Outside the clone, so that a new clone on the same machine finds everything built; RocksDB takes long.
# Without a home, inside it.
CACHE := $(or $(XDG_CACHE_HOME),$(if $(HOME),$(HOME)/.cache))
export CARGO_TARGET_DIR ?= $(if $(CACHE),$(CACHE)/codesocial/target,$(CURDIR)/target)

.PHONY: demo test check prepare

demo: prepare
	cargo xtask demo

test: prepare
	cargo xtask check

check: test

# Cargo itself needs a C linker to build the first thing; `cargo xtask setup` sees to the rest.
# Clones share the target folder, and Cargo tells sources apart by their dates alone: after another clone built there,
# ours are dated anew, so that what runs is what stands here.
prepare:
	@mkdir -p "$$CARGO_TARGET_DIR"; last="$$CARGO_TARGET_DIR/last-clone"; \
	  [ "$$(cat "$$last" 2>/dev/null)" = "$(CURDIR)" ] || { \
	    find Cargo.toml crates tests ontology shapes -type f -exec touch {} +; printf %s "$(CURDIR)" >"$$last"; }
	@command -v cc >/dev/null || { echo "prepare: no C linker: installing gcc"; \
	  $$([ "$$(id -u)" = 0 ] || echo sudo) sh -c 'apt-get update --quiet; apt-get install --yes gcc libc6-dev'; }
	cargo xtask setup
