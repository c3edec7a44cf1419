// What the cabinet's pages do beyond forms and links; each of them works without it.
"use strict";
(() => {
    const LOOK = 1500; // milliseconds between two looks at what is being worked off
    document.documentElement.classList.add("js");
    // On a telephone the menu is one line that moves sideways.
    document.querySelector(".top nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

    document.addEventListener("click", (event) => {
        const button = event.target.closest("button[data-ask]");
        if (button && (!button.form || button.form.checkValidity()) && !confirm(button.dataset.ask)) event.preventDefault();
    });

    const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

    async function look() {
        const shown = document.getElementById("live");
        if (!shown || !("live" in shown.dataset)) return;
        try {
            const answer = await fetch(location.href, { credentials: "same-origin" });
            const fresh = answer.ok && parsed(await answer.text()).getElementById("live");
            if (fresh && fresh.outerHTML !== shown.outerHTML) shown.replaceWith(fresh);
        } catch {
            // The network is away for a moment: the next look may find it.
        }
        setTimeout(look, LOOK);
    }
    setTimeout(look, LOOK);

    const form = document.querySelector("form.sending");
    if (!form) return;
    const file = form.querySelector("input[type=file]"), place = form.querySelector(".drop");
    const way = form.querySelector(".sent"), bar = way.querySelector("progress"), wrong = form.querySelector("p.wrong");
    const button = form.querySelector("button.main");

    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
        place.addEventListener(name, (event) => {
            event.preventDefault();
            place.classList.toggle("over", name === "dragenter" || name === "dragover");
        });
    }
    place.addEventListener("drop", (event) => {
        if (event.dataTransfer.files.length) file.files = event.dataTransfer.files;
    });
    // One that misses its place would be opened in place of the page.
    for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());

    function say(sentence) {
        wrong.textContent = sentence;
        wrong.hidden = !sentence;
        way.hidden = true;
        button.disabled = false;
    }

    form.addEventListener("submit", (event) => {
        if (!file.files.length) return;
        event.preventDefault();
        const size = [...file.files].reduce((sum, one) => sum + one.size, 0);
        if (size > Number(form.dataset.most)) return say(form.dataset.tooLarge);
        say("");
        way.hidden = false;
        button.disabled = true;
        const sending = new XMLHttpRequest();
        sending.open("POST", location.href);
        sending.upload.addEventListener("progress", (sent) => {
            if (sent.lengthComputable) bar.value = (100 * sent.loaded) / sent.total;
        });
        sending.addEventListener("load", () => {
            if (sending.status >= 400) return say(sending.status === 413 ? form.dataset.tooLarge : form.dataset.broken);
            if (new URL(sending.responseURL).pathname !== location.pathname) return location.assign(sending.responseURL);
            // Refused: its own words are in the form that came back.
            const said = parsed(sending.responseText).querySelector("form.sending .errorlist");
            say(said ? said.textContent.trim() : form.dataset.broken);
        });
        sending.addEventListener("error", () => say(form.dataset.broken));
        sending.send(new FormData(form));
    });
})();
