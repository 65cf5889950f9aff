"""Charts as SVG text, made on the server from plain numbers: no script, no inline style, a title and a description.

Each is drawn at two widths (for a desk and for a phone) so that its letters stay readable; a page shows one of them.
Every chart brings its numbers as a table. The one obvious way in for pages: `spc.chart`, `pyramid.chart`, `bars.chart`.
"""
