/* How one message, note or unsent answer is drawn. */

function messageItem(message, readUpTo) {
    const own = message.author.side === "agent";
    const state = own ? say(message.seq <= readUpTo ? "read" : "sent") : "";
    const beside = () => (mayChange(message) ? changes(message) : null);
    return {
        key: `m${message.seq}`,
        stamp: JSON.stringify([message, state, mayChange(message)]),
        draw: () => bubble(own ? "agent" : "customer", nameOf(message.author), message.created_at, marks(message, state), body(message), beside()),
    };
}

/** Whether this agent may change a message, or take it back: for a while, by the server's clock. */
function mayChange({ author, editable_until: until }) {
    return author.id === start.me.id && Date.parse(until) > Date.now() + skew;
}

// A question that is asked stays when its message is drawn anew: message id -> {message, buttons}.
const changeable = new Map();

function changes(message) {
    const words = { change: say("change"), takeBack: say("takeBack"), sure: say("sure"), keep: say("keep") };
    const now = () => changeable.get(message.id).message;
    const acts = { change: () => desk.composer.change(now()), takeBack: () => desk.takeBack(now()) };
    const buttons = changeable.get(message.id)?.buttons ?? changeButtons(words, acts);
    changeable.set(message.id, { message, buttons });
    return buttons;
}

function pathOf({ conversation_id: conversation, id }) {
    return `support/conversations/${conversation}/messages/${id}/`;
}

function noteItem(note) {
    const title = say("noteOf", { name: nameOf(note.author) });
    const text = () => [element("p", { className: "text" }, ...linked(note.text))];
    return { key: `n${note.id}`, stamp: note.text, draw: () => bubble("note", title, note.created_at, "", text()) };
}

function unsentItem(item, outbox) {
    const [title, state] = item.note ? [say("noteOf", start.me), "note"] : [nameOf(start.me), "agent"];
    const parts = () => [
        element("p", { className: "text" }, item.text),
        ...item.files.map((file) => element("p", { className: "soft" }, file.name)),
        ...(item.error ? [trouble(item, outbox)] : []),
    ];
    return {
        key: `o${item.client_msg_id}`,
        stamp: item.error,
        draw: () => bubble(`${state} unsent`, title, item.at, item.error ? "" : say("sending"), parts()),
    };
}

function trouble(item, outbox) {
    const button = (word, onclick) => element("button", { type: "button", className: "plain", onclick }, say(word));
    return element(
        "p",
        { className: "wrong", role: "alert" },
        say("notSent", { why: item.error }),
        button("sendAgain", () => outbox.again(item)),
        button("remove", () => outbox.remove(item)),
    );
}

function marks(message, state) {
    return [message.edited_at && !message.deleted_at ? say("edited") : "", state].filter(Boolean).join(" · ");
}

function body(message) {
    if (message.deleted_at) return [element("p", { className: "soft" }, say("deleted"))];
    const text = message.text ? [element("p", { className: "text" }, ...linked(message.text))] : [];
    return [...text, ...message.attachments.map(attachment)];
}

function attachment(file) {
    const size = sized(file.size, start.language);
    const save = () => desk.download(file);
    const label = say("download", { name: file.name, size });
    return element("button", { type: "button", className: "file", onclick: save }, desk.previews.of(file), label);
}

function bubble(kind, name, moment, state, parts, beside = null) {
    const heading = element(
        "p",
        { className: "by soft" },
        element("b", {}, name),
        " ",
        element("time", { dateTime: moment }, timeOf(moment)),
        state ? element("span", { className: "state" }, ` · ${state}`) : null,
        beside,
    );
    return element("li", { className: `said ${kind}` }, heading, ...parts);
}
