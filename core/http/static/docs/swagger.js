"use strict";
const page = document.getElementById("swagger-ui");
SwaggerUIBundle({
  url: page.dataset.schema,
  dom_id: "#swagger-ui",
  deepLinking: true,
  persistAuthorization: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
