"""Pictures: SVG from templates, made into PNG. Knows shapes and letters, nothing of events; says nothing itself."""
