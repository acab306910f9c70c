// Looks at Athar's pages as a reader's browser does.
//
//   node check.mjs URL                   a server that already runs
//   node check.mjs --start ATHAR [SAMPLE]  starts that program on a sample in a workspace of its own
//
// Chromium is the one CHROME_PATH names, else /usr/bin/chromium.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import * as checks from "./checks.mjs";
import { start } from "./athar.mjs";
import { work } from "./officer.mjs";
import { serveFixtures } from "./fixtures.mjs";

const languages = ["en", "ar"];
const pages = ["ministry", "school", "provider", "research", "research/measures", "research/summarise", "data", "data/upload"];
const widths = [1000, 320];

const executablePath = process.env.CHROME_PATH || "/usr/bin/chromium";
if (!existsSync(executablePath)) {
  console.error(`There is no browser at ${executablePath}. Install Chromium or set CHROME_PATH to a Chromium or Chrome you have.`);
  process.exit(2);
}

let passed = 0, failed = 0;
// tell counts one promise on one page and prints it when it is broken.
function tell(what, problems) {
  if (problems.length === 0) { passed++; return; }
  failed++;
  console.log(`FAIL  ${what}`);
  for (const p of problems.slice(0, 6)) console.log(`      ${p}`);
  if (problems.length > 6) console.log(`      and ${problems.length - 6} more`);
}

const browser = await chromium.launch({
  executablePath, // a fresh profile each time
  headless: true,
  args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"],
});

// look opens one view and returns what is wrong with it, promise by promise.
// Without script the browser runs none at all; axe, which is script itself,
// then sees the page with its scripts replaced by empty ones. A page that has
// none is the same either way, and axe has judged it already.
async function look(address, language, width, javaScriptEnabled, cookies = []) {
  const found = {};
  let scripted = false;
  const keep = async (promise, problems) => {
    const began = Date.now();
    found[promise] = await inTime(problems);
    if (process.env.TIMES) console.log(`      ${((Date.now() - began) / 1000).toFixed(1)}s ${promise}`);
  };
  await visit({ width, language, javaScriptEnabled, cookies }, async (page) => {
    const heard = await checks.listen(page, new URL(address).origin);
    await keep("is served safely", checks.served(await page.goto(address)));
    scripted = await page.locator("script[src], noscript").count() > 0;
    if (width === 320) await keep("fits 320 px, closed", checks.fits(page));
    if (javaScriptEnabled) await keep("is reached by Tab", checks.reachable(page));
    await checks.openEverything(page);
    if (width === 320) await keep("fits 320 px, opened", checks.fits(page));
    await keep("has named tables and drawings", checks.named(page));
    await keep("starts at the side of its language", checks.startsAtTheSide(page, language));
    if (width === 1000) await keep("fits with text at 200%", checks.fitsLarge(page));
    if (javaScriptEnabled) await checks.hovered(page);
    if (javaScriptEnabled) await keep("draws its explore views", checks.explored(page));
    if (javaScriptEnabled && width === 320) await keep("fits 320 px, explored", checks.fits(page));
    // Read before axe runs, which adds things of its own.
    found["asks nobody else"] = heard.requests();
    found["is silent on the console"] = heard.messages();
    found["keeps the policy"] = heard.violations();
    if (javaScriptEnabled) await keep("has no axe violation", checks.accessible(page));
  });
  if (!javaScriptEnabled && scripted) {
    await visit({ width, language, javaScriptEnabled: true, cookies }, async (page) => {
      await page.route(/\.m?js($|\?)/, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
      await page.goto(address);
      await checks.openEverything(page);
      await keep("has no axe violation", checks.accessible(page));
    });
  }
  if (width === 1000) {
    // On paper tables are open, whatever the reader had unfolded.
    await visit({ width, language, javaScriptEnabled, cookies }, async (page) => {
      await page.goto(address);
      await keep("prints whole on A4", checks.printed(page));
    });
  }
  return found;
}

// visit gives a fresh reader's page, and closes it afterwards.
async function visit({ width, language, javaScriptEnabled, cookies = [] }, use) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, javaScriptEnabled, locale: language === "ar" ? "ar-QA" : "en-GB", reducedMotion: "reduce" });
  context.setDefaultTimeout(30_000);
  await context.addCookies(cookies);
  try {
    await use(await context.newPage());
  } finally {
    await context.close();
  }
}

// inTime gives up on a check that never answers.
function inTime(problems) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error("a check gave no answer in two minutes")), 120_000); });
  return Promise.race([problems, late]).finally(() => clearTimeout(timer));
}

// The checks are checked first: each must find what the broken page breaks, and
// none may find anything on the sound one.
async function bite() {
  const fixtures = await serveFixtures();
  try {
    for (const width of widths) {
      for (const [promise, problems] of Object.entries(await look(fixtures.url + "/page.html", "ar", width, true))) {
        tell(`the broken page at ${width} px is caught by "${promise}"`, problems.length > 0 ? [] : ["nothing was found"]);
      }
      for (const [promise, problems] of Object.entries(await look(fixtures.url + "/sound.html", "ar", width, true))) {
        tell(`the sound page at ${width} px ${promise}`, problems);
      }
    }
  } finally {
    fixtures.close();
  }
}

async function lookAtAll(base, token) {
  for (const language of languages) {
    for (const name of pages) await lookAt(base, `/${language}/${name}`, language, []);
    if (!token) continue;
    const { cookies, views } = await work(visit, base, language, token);
    for (const view of views) await lookAt(base, view, language, cookies);
  }
}

// lookAt looks at one view in every width, with script and without.
async function lookAt(base, address, language, cookies) {
  const began = Date.now();
  const before = failed;
  for (const width of widths) {
    for (const script of [true, false]) {
      const view = `${address} at ${width} px${script ? "" : " without script"}`;
      try {
        for (const [promise, problems] of Object.entries(await look(base + address, language, width, script, cookies))) {
          tell(`${view} ${promise}`, problems);
        }
      } catch (e) {
        tell(`${view} can be looked at`, [e.message.split("\n")[0]]);
      }
    }
  }
  console.log(`${failed === before ? "ok  " : "FAIL"}  ${address}  ${((Date.now() - began) / 1000).toFixed(1)}s`);
}

// bring fills in the page to which a table is brought, with the example that stands on it, and looks at what comes.
async function bring(base) {
  for (const language of languages) {
    for (const width of widths) {
      for (const javaScriptEnabled of [true, false]) {
        const view = `/${language}/research/summarise with a table, at ${width} px${javaScriptEnabled ? "" : " without script"}`;
        try {
          await visit({ width, language, javaScriptEnabled }, async (page) => {
            await page.goto(`${base}/${language}/research/summarise`);
            await page.locator("#table").fill(await page.locator("#form-of-table pre").textContent());
            await page.locator(".sending button").click();
            tell(`${view} shows measures`, await page.locator("#given tbody tr").count() > 5 ? [] : ["there are none"]);
            tell(`${view} keeps its address`, page.url() === `${base}/${language}/research/summarise` ? [] : ["something of the table may stand in it"]);
            await checks.openEverything(page);
            tell(`${view} has named tables and drawings`, await inTime(checks.named(page)));
            tell(`${view} starts at the side of its language`, await inTime(checks.startsAtTheSide(page, language)));
            if (width === 320) tell(`${view} fits`, await inTime(checks.fits(page)));
            if (javaScriptEnabled) tell(`${view} has no axe violation`, await inTime(checks.accessible(page)));
          });
        } catch (e) {
          tell(`${view} can be looked at`, [e.message.split("\n")[0]]);
        }
      }
    }
  }
}

let server;
try {
  const [first, second, sample = "doha"] = process.argv.slice(2);
  if (!first) throw new Error("Say which pages: node check.mjs URL, or node check.mjs --start PROGRAM [SAMPLE].");
  await bite();
  if (first === "--start") server = await start(second, sample);
  const base = server ? server.url : first.replace(/\/$/, "");
  await lookAtAll(base, server?.token);
  await bring(base);
} catch (e) {
  tell("the browser tests ran to their end", [e.message]);
} finally {
  await server?.stop();
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
