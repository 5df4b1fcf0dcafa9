declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  export default function SwaggerUI(options: {
    domNode: HTMLElement | null;
    url: string;
    validatorUrl: string | null;
    deepLinking: boolean;
    docExpansion: 'none' | 'list' | 'full';
    defaultModelsExpandDepth: number;
    filter: boolean;
    tryItOutEnabled: boolean;
  }): unknown;
}
