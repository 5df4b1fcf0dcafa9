// The API to be read and tried out, from the description that the server
// checks requests against. Whoever is logged in here tries it as themselves.
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import 'swagger-ui-dist/swagger-ui.css';
import './docs.css';

const dark = document.documentElement.getAttribute('data-mantine-color-scheme') === 'dark';
document.documentElement.classList.toggle('dark-mode', dark);

SwaggerUI({
  domNode: document.getElementById('api'),
  url: '/api/v1/openapi.yaml',
  validatorUrl: null, // it would send the description to another host
  deepLinking: true,
  docExpansion: 'none', // of so many operations at once it shows none but the first few
  defaultModelsExpandDepth: 0,
  filter: true,
  tryItOutEnabled: false,
});
