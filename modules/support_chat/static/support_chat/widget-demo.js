/* What a shop's page does to have the support chat: hand over a token, and say what a conversation is about. */
(() => {
    "use strict";
    const { access, signedIn } = document.currentScript.dataset;

    async function token() {
        if (signedIn === undefined) return "";
        const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
        const answer = await fetch(access, { method: "POST", headers: { "X-CSRFToken": csrf } });
        if (answer.status === 401 || answer.status === 403) return "";
        if (!answer.ok) throw new TypeError("There is no answer.");
        return (await answer.json()).access;
    }

    async function offer(path, about) {
        const answer = await fetch(`/api/v1/${path}`, { headers: { Authorization: `Bearer ${await token()}` } });
        if (!answer.ok) return; // a shop without orders, or without a catalogue
        const place = document.getElementById("about");
        for (const thing of (await answer.json()).items) {
            const button = document.createElement("button");
            const { title, ...which } = about(thing);
            button.textContent = title;
            button.addEventListener("click", () => TorgSupport.open({ title, ...which }));
            place.append(" ", button);
            place.hidden = false;
        }
    }

    // Letters lead to a conversation, past the sign-in as well.
    function arrive() {
        const named = /^#conversation=(\d+)$/.exec(location.hash);
        if (named) TorgSupport.open({ conversation_id: Number(named[1]) });
    }

    const page = document.getElementById("sign-in");
    if (page) page.href += encodeURIComponent(location.hash);
    TorgSupport.start({ token, ...(page && { signIn: page.href }) });
    addEventListener("hashchange", arrive);
    arrive();
    if (signedIn === undefined) return;
    offer("orders/?limit=2", (order) => ({ title: order.number, order_id: order.id }));
    offer("products/?limit=2&in_stock=true", (product) => ({ title: product.name, product_id: product.id }));
})();
