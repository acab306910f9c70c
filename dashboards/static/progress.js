// Shows how far an upload is without loading the whole page anew.
const pause = 1500;

async function look() {
  const job = document.getElementById("job");
  if (!job?.hasAttribute("data-busy")) return;
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const now = page.getElementById("job");
    if (!now) { location.reload(); return; }
    if (now.innerHTML !== job.innerHTML) job.replaceWith(document.adoptNode(now));
  } catch { /* the service is away for a moment: ask again */ }
  setTimeout(look, pause);
}

setTimeout(look, pause);
