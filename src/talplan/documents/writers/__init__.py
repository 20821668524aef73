"""Writers of documents: one module per format, each with `write(document, progress) -> bytes`."""
