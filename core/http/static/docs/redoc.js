"use strict";
const page = document.getElementById("redoc");
// The search index runs in a worker that Redoc builds from a blob, and the logo comes from a CDN: neither is needed.
Redoc.init(page.dataset.schema, { disableSearch: true, hideDownloadButton: false }, page);
