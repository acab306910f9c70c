// Serves fixtures/: a page that breaks every promise and one that keeps them.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const types = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript" };
const policy = "default-src 'none'; script-src 'self'; style-src 'self'";

export async function serveFixtures() {
  const server = createServer(async (request, response) => {
    const name = request.url.slice(1);
    if (!/^[a-z]+\.[a-z]+$/.test(name)) {
      response.writeHead(name === "favicon.ico" ? 204 : 404).end();
      return;
    }
    const body = await readFile(new URL(`fixtures/${name}`, import.meta.url));
    response.writeHead(200, { "Content-Type": types[name.split(".").pop()], "Content-Security-Policy": policy }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => { server.closeAllConnections(); server.close(); } };
}
