// What only a data officer sees, who has shown the token: files sent, packages drafted of them, and rows to correct.

// work does without script what a data officer does: shows the token, sends a
// file some of whose rows are wrong, accepts it and opens a row to correct; and
// has packages drafted, one of which is checked and one of which is broken. It
// gives the session and the views there are then.
export async function work(visit, base, language, token) {
  const views = [];
  let cookies;
  await visit({ width: 1000, language, javaScriptEnabled: false, cookies: [] }, async (page) => {
    const here = () => new URL(page.url()).pathname + new URL(page.url()).search;
    await page.goto(`${base}/${language}/data/upload`);
    await page.fill("#token", token);
    await page.click("main form button");
    views.push(here());
    const form = `${base}/${language}/data/upload?feed=schools`;
    views.push(`/${language}/data/upload?feed=schools`);
    await send(page, form, `${language}-a`);
    views.push(here());
    await send(page, form, `${language}-b`); // the first stays to be looked at while this one is accepted
    await page.click("button[value=accept]");
    await settled(page);
    await page.goto(`${base}/${language}/data/correct`);
    views.push(here());
    await page.click("main table a");
    views.push(here());
    await draft(page, base, language, "looked-at");
    views.push(here());
    await draft(page, base, language, "checked");
    await page.click("button[value=check]");
    await settled(page);
    views.push(here());
    cookies = await page.context().cookies();
  });
  return { cookies, views };
}

// send sends twenty schools, one of them where no place is, and waits for what
// would come of them.
async function send(page, form, prefix) {
  const schools = Array.from({ length: 20 }, (_, i) => `${prefix}-${i},School ${i},${i === 7 ? "91" : "25.3"},51.5`);
  const text = ["school_id,name_en,latitude,longitude", ...schools].join("\n");
  await page.goto(form);
  await page.setInputFiles("input[type=file]", { name: "schools.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.click("form.sending button");
  await settled(page);
}

// draft sends sixty visits of no feed and a file that cannot be read, and waits for the draft.
async function draft(page, base, language, name) {
  const visits = Array.from({ length: 60 }, (_, i) => `${28400000000 + i},${i % 2 ? "girl" : "boy"},Robots,${13 + (i % 15)}/10/2025,`);
  const file = (called, text) => ({ name: called, mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.goto(`${base}/${language}/data/upload`);
  await page.setInputFiles("#draft-files", [file(`${language} ${name}.csv`, ["Pupil no,Sex,Workshop,Date,Remarks with a very long name of the column", ...visits].join("\n")), file("notes.pdf", "%PDF")]);
  await page.click("#draft button");
  await settled(page);
}

// settled waits until nothing is being done with an upload.
async function settled(page) {
  for (let i = 0; i < 120 && await page.locator("[data-busy]").count() > 0; i++) {
    await page.waitForTimeout(500);
    await page.reload();
  }
}
