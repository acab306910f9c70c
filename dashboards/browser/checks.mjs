// What a page must keep to, one function a promise. Each takes a page that is
// already open and returns sentences about what is wrong; none means kept.
import { AxeBuilder } from "@axe-core/playwright";

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// listen collects what a page does behind the reader's back. It must be called
// before the page is opened, and read after everything else.
export async function listen(page, origin) {
  const requests = [], messages = [], violations = [];
  page.on("request", (r) => {
    const url = new URL(r.url());
    if (/^(https?|wss?|ftp):$/.test(url.protocol) && url.origin !== origin) requests.push(`asks ${url.host} for ${url.pathname}`);
  });
  page.on("console", (m) => {
    if (["error", "warning"].includes(m.type())) {
      (/Content Security Policy/i.test(m.text()) ? violations : messages).push(`${m.type()} on the console: ${m.text()}`);
    }
  });
  page.on("pageerror", (e) => messages.push(`script stopped: ${e.message}`));
  page.on("response", (r) => {
    if (r.status() >= 400) messages.push(`${r.status()} for ${new URL(r.url()).pathname}`);
  });
  await page.exposeBinding("reportViolation", (_, what) => violations.push(what)).catch(() => {});
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (e) =>
      window.reportViolation?.(`the policy refused ${e.violatedDirective}: ${e.blockedURI} ${e.sample}`));
  });
  return { requests: () => [...new Set(requests)], messages: () => [...new Set(messages)], violations: () => [...new Set(violations)] };
}

// openEverything opens what a reader may unfold, so that the checks see it.
export const openEverything = (page) => page.evaluate(() => {
  for (const d of document.querySelectorAll("details")) d.open = true;
});

// accessible is axe over everything that can be seen.
export async function accessible(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(wcag).analyze();
  return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")}` +
    (v.nodes.length > 3 ? ` and ${v.nodes.length - 3} more` : ""));
}

// named is what axe does not ask: every table has headers that say what they
// head, and every drawing a name.
export const named = (page) => page.evaluate(() => {
  const bad = [];
  const which = (e) => e.closest("[id]")?.id ?? e.outerHTML.slice(0, 60);
  for (const t of document.querySelectorAll("table")) {
    const heads = [...t.querySelectorAll("th")];
    if (heads.length === 0) bad.push(`table without th in ${which(t)}`);
    for (const h of heads) {
      if (!["col", "row", "colgroup", "rowgroup"].includes(h.getAttribute("scope"))) bad.push(`th without scope in ${which(t)}`);
    }
    if (!t.caption?.textContent.trim() && !t.hasAttribute("aria-label") && !t.hasAttribute("aria-labelledby")) bad.push(`table without a caption in ${which(t)}`);
  }
  for (const s of document.querySelectorAll("svg")) {
    if (s.parentElement.closest("svg, [aria-hidden=true]") || s.getAttribute("aria-hidden") === "true") continue;
    const name = s.getAttribute("aria-label") ??
      (s.getAttribute("aria-labelledby") ?? "").split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
    if (s.getAttribute("role") !== "img") bad.push(`drawing without role=img in ${which(s)}`);
    else if (!name.trim()) bad.push(`drawing without a name in ${which(s)}`);
    for (const id of (s.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean)) {
      if (!document.getElementById(id)) bad.push(`drawing described by ${id}, which is not there`);
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) bad.push(`the id ${id} stands twice`);
  return [...new Set(bad)];
});

// fits is that nothing is reached by scrolling sideways.
export const fits = (page) => page.evaluate(() => {
  const root = document.documentElement;
  const spill = Math.max(root.scrollWidth, document.body.scrollWidth) - root.clientWidth;
  if (spill <= 1) return [];
  const wide = [...document.querySelectorAll("body *")].filter((e) => {
    const r = e.getBoundingClientRect();
    return r.width > 0 && (r.right > root.clientWidth + 1 || r.left < -1) && getComputedStyle(e).position !== "absolute";
  });
  return [`scrolls sideways by ${spill} px: ${wide.slice(0, 4).map((e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.classList[0] ? "." + e.classList[0] : "")).join(", ")}`];
});

// fitsLarge is the same with text twice as large, which must really grow.
export async function fitsLarge(page) {
  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector("main p, main, p, body")).fontSize));
  const before = await size();
  await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
  const grown = (await size()) / before;
  const bad = await fits(page);
  await page.evaluate(() => { document.documentElement.style.fontSize = ""; });
  return grown > 1.9 ? bad : [`text does not grow with the reader's setting (${grown.toFixed(2)} times at 200%)`, ...bad];
}

// reachable is that Tab visits every link and control, in the order of the
// page, and that each shows it.
export async function reachable(page) {
  const expected = await page.evaluate(() => {
    const seen = (e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && e.getClientRects().length > 0;
    const list = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")]
      .filter((e) => seen(e) && !e.disabled && e.tabIndex >= 0 && (e.tagName !== "SUMMARY" || e.parentElement.querySelector(":scope > summary") === e));
    list.forEach((e, i) => e.setAttribute("data-order", i));
    window.getSelection().removeAllRanges();
    document.activeElement?.blur?.();
    window.scrollTo(0, 0);
    return list.map((e) => (e.tagName.toLowerCase() + " " + (e.textContent || e.name || e.id).trim()).replace(/\s+/g, " ").slice(0, 50));
  });
  const bad = [], order = [];
  for (let i = 0; i < expected.length + 60; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body || e === document.documentElement) return null;
      const s = getComputedStyle(e), r = e.getBoundingClientRect();
      const outline = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1 && !/rgba\(.*, 0\)|transparent/.test(s.outlineColor);
      const inside = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth && r.width > 0 && r.height > 0;
      return { order: e.dataset.order ?? "", scroller: e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight,
        shown: outline || s.boxShadow !== "none", inside, what: (e.tagName.toLowerCase() + " " + e.textContent.trim()).slice(0, 50) };
    });
    if (at === null) break;
    if (at.order !== "" && order.includes(Number(at.order))) break;
    if (!at.shown) bad.push(`focus cannot be seen on: ${at.what}`);
    if (!at.inside) bad.push(`focus is out of sight on: ${at.what}`);
    if (at.order !== "") order.push(Number(at.order));
    else if (!at.scroller) bad.push(`Tab stops where nothing can be done: ${at.what}`);
  }
  expected.forEach((what, i) => { if (!order.includes(i)) bad.push(`Tab never reaches: ${what}`); });
  const astray = order.findIndex((n, i) => i > 0 && n < order[i - 1]);
  if (astray > 0) bad.push(`Tab jumps back to: ${expected[order[astray]]}`);
  return [...new Set(bad)];
}

// startsAtTheSide is that the page runs the way of its language, and that the
// first column of every table stands where reading begins.
export const startsAtTheSide = (page, language) => page.evaluate((language) => {
  const bad = [], root = document.documentElement;
  const rightToLeft = language === "ar";
  if (root.lang !== language) bad.push(`the page says its language is "${root.lang}"`);
  if ((root.dir || "ltr") !== (rightToLeft ? "rtl" : "ltr")) bad.push(`the page runs ${root.dir || "ltr"}`);
  for (const t of document.querySelectorAll("table")) {
    for (const row of t.rows) {
      if (row.cells.length < 2) continue;
      const first = row.cells[0].getBoundingClientRect(), last = row.cells[row.cells.length - 1].getBoundingClientRect();
      if (first.width === 0) continue;
      if (rightToLeft ? first.left < last.left : first.left > last.left) {
        bad.push(`the first column is on the ${rightToLeft ? "left" : "right"} in ${t.closest("[id]")?.id ?? "a table"}`);
        break;
      }
    }
  }
  return bad;
}, language);

// hovered moves the pointer over every drawing and control; what that sets off
// is heard by listen.
export async function hovered(page) {
  for (const e of await page.locator("svg[role=img], button, summary, nav a").all()) {
    await e.hover({ timeout: 1000, force: true }).catch(() => {});
  }
}

// explored asks for every explore view, and is that each draws and that looking
// at its numbers sets off nothing; that too is heard by listen.
export async function explored(page) {
  const bad = [];
  for (const e of await page.locator(".explore").all()) {
    const button = e.locator("button"), canvas = e.locator("canvas").first();
    await button.click();
    const box = await canvas.waitFor({ timeout: 10_000 }).then(() => canvas.boundingBox(), () => null);
    if (!box || box.width < 100 || box.height < 100) { bad.push("an explore view draws nothing"); continue; }
    for (let i = 1; i < 10; i++) await page.mouse.move(box.x + box.width * i / 10, box.y + box.height * (i % 3 + 1) / 4);
    if (await button.getAttribute("aria-expanded") !== "true") bad.push("the button of an explore view does not say that it is open");
  }
  return bad;
}

// printed is that paper holds the page: A4, tagged, fonts inside, tables open,
// and no column cut off.
export async function printed(page) {
  const bad = [];
  const pdf = (await page.pdf({ preferCSSPageSize: true, tagged: true })).toString("latin1");
  for (const [, width, height] of pdf.matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)) {
    if (Math.abs(width - 595.28) > 1.5 || Math.abs(height - 841.89) > 1.5) bad.push(`the sheet is ${width} × ${height} points, not A4`);
  }
  if (!/\/MediaBox/.test(pdf)) bad.push("the size of the sheet cannot be read");
  if (!/\/StructTreeRoot/.test(pdf)) bad.push("the PDF is not tagged");
  if (!/\/FontFile[23]?\b/.test(pdf)) bad.push("the PDF carries no font");

  // The paper's own width: 210 mm less the margins the page asks for.
  const size = page.viewportSize();
  const margin = await page.evaluate(() => {
    const rules = [...document.styleSheets].flatMap((s) => { try { return [...s.cssRules]; } catch { return []; } });
    const inside = (list) => [...list].flatMap((r) => r instanceof CSSPageRule ? [r] : r.cssRules ? inside(r.cssRules) : []);
    return parseFloat(inside(rules)[0]?.style.marginLeft) || 10;
  });
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: Math.floor((210 - 2 * margin) / 25.4 * 96), height: 1000 });
  bad.push(...await page.evaluate(() => {
    const bad = [], width = document.documentElement.clientWidth;
    const visible = (e) => e.getBoundingClientRect().width > 0;
    const which = (e) => e.closest("[id]")?.id ?? e.outerHTML.slice(0, 60);
    for (const t of document.querySelectorAll("table")) {
      if (!visible(t)) { bad.push(`the table of ${which(t)} is not on paper`); continue; }
      const last = [...t.querySelectorAll("tr")].map((r) => [...r.cells].map((c) => c.getBoundingClientRect())).flat();
      if (last.some((r) => r.right > width + 1 || r.left < -1)) bad.push(`a column of ${which(t)} leaves the sheet`);
      for (let e = t.parentElement; e; e = e.parentElement) {
        if (getComputedStyle(e).overflowX !== "visible" && e !== document.body && e !== document.documentElement && e.scrollWidth > e.clientWidth + 1) {
          bad.push(`a column of ${which(t)} is cut off`);
        }
      }
    }
    const controls = [...document.querySelectorAll("form, button, select")].filter(visible);
    if (controls.length > 0) bad.push(`controls are printed: ${which(controls[0])}`);
    return bad;
  }));
  await page.emulateMedia({ media: null });
  await page.setViewportSize(size);
  return [...new Set(bad)];
}

// served is what the first answer itself must say: the policy, and no inline
// script or style that would need an exception from it.
export async function served(response) {
  const bad = [], policy = response.headers()["content-security-policy"] ?? "", body = await response.text();
  if (response.status() !== 200) bad.push(`answers ${response.status()}`);
  if (!policy.includes("default-src 'none'")) bad.push("has no strict content security policy");
  if (/unsafe-|nonce-/.test(policy)) bad.push(`the policy makes an exception: ${policy}`);
  if (/<[^>]+\sstyle=/.test(body)) bad.push("has a style attribute");
  if (/<style\b/.test(body)) bad.push("has a style block");
  if (/<[^>]+\son[a-z]+\s*=/.test(body)) bad.push("has a script attribute");
  if (/<script\b(?![^>]*\b(src=|type="application\/json"))/.test(body)) bad.push("has an inline script");
  return bad;
}

