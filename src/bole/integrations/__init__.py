"""One folder a provider: each implements a port of the module that needs it. Imported by nobody but config."""
