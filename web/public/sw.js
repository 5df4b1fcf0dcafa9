// What the browser keeps running for the page while none of it is open.
importScripts('/push.js');
