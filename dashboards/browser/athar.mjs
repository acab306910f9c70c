// Starts Athar on a sample, in a workspace that is removed afterwards.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const patience = 5 * 60_000; // loading the sample on a slow machine

const freePort = () => new Promise((resolve, reject) => {
  const s = createServer().on("error", reject).listen(0, "127.0.0.1", () => {
    const { port } = s.address();
    s.close(() => resolve(port));
  });
});

// token is what a data officer of a workspace shows.
const token = (program, workspace) => new Promise((resolve, reject) => {
  execFile(program, ["token", "--workspace", workspace], (error, out) => (error ? reject(error) : resolve(out.trim().split(/\s+/).at(-1))));
});

export async function start(program, sample) {
  const folder = await mkdtemp(join(tmpdir(), "athar-browser-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const athar = spawn(program, ["demo", sample, "--listen", listen, "--workspace", join(folder, "workspace")], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "", ended;
  for (const stream of [athar.stdout, athar.stderr]) stream.on("data", (d) => { said = (said + d).slice(-4000); });
  const end = new Promise((resolve) => {
    athar.on("error", (e) => resolve(ended = e.message));
    athar.on("exit", (code, signal) => resolve(ended ??= `it ended with ${code ?? signal}`));
  });
  const stop = async () => {
    const timer = setTimeout(() => athar.kill("SIGKILL"), 20_000);
    athar.kill("SIGTERM");
    await end;
    clearTimeout(timer);
    await rm(folder, { recursive: true, force: true });
  };
  const until = Date.now() + patience;
  while (Date.now() < until && ended === undefined) {
    const ready = await fetch(`http://${listen}/readyz`).then((r) => r.ok, () => false);
    if (ready) return { url: `http://${listen}`, token: await token(program, join(folder, "workspace")), stop };
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await stop();
  throw new Error(`${program} demo ${sample} was not ready: ${ended ?? `nothing for ${patience / 1000} seconds`}.\n${said}`);
}
