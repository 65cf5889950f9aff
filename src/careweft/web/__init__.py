"""The site and the HTTP surface: staff workspace, the person's own pages, and /fhir as a route table.

It knows no SQL; it asks the rooms below."""
