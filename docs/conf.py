"""The documentation site: `make docs`."""

project = "Careweft"
author = "The Careweft authors"
copyright = "2026, The Careweft authors"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Careweft"
html_static_path = ["images"]
html_theme_options = {"source_edit_link": ""}
autodoc_typehints = "description"
