"""The REST door: one module per resource, each a few functions of a `Call`, registered by `route`."""
