const NOWHERE = { view: "list" };

/** The place where a new conversation is written. */
function fresh({ order_id, product_id, subject, about }) {
    return { view: "new", begin: { key: uuid(), order_id, product_id, subject, about } };
}

/** Draw the widget as things stand; `isFresh`: another place than before. */
function show(widget, isFresh) {
    const { panel, place, talk, words, standing, person } = widget;
    const isDesk = talk.side === "agent";
    const conversation = talk.conversations.get(place.id);
    const inside = !isDesk && (place.view === "thread" || place.view === "new");
    const title = inside ? conversation?.subject || words.begin : place.view === "list" && person ? words.conversations : words.support;
    widget.list.root.hidden = inside;
    widget.thread.root.hidden = widget.composer.root.hidden = !inside;
    panel.draw({
        unread: isDesk ? 0 : talk.unread(),
        title,
        standing: standing === "offline" || standing === "waiting" ? standing : "",
        canGoBack: inside && talk.conversations.size > 0,
        isHere: standing === "live" && !isDesk && talk.isHere,
    });
    if (!inside) widget.list.draw({ conversations: talk.list(), hasOlder: talk.hasOlder, isSignedIn: Boolean(person), isDesk });
    else showThread(widget, conversation, title, isFresh);
}

function showThread({ place, talk, words, sending, thread, composer }, conversation, title, isFresh) {
    const messages = talk.messages(place.id);
    const typing = talk.typing.get(place.id);
    if (isFresh) thread.clear(title);
    thread.draw({
        about: conversation?.about || place.begin?.about,
        messages,
        drafts: sending?.of({ id: place.id, key: place.begin?.key }) || [],
        readUpTo: conversation?.read_up_to.agent || 0,
        hasEarlier: messages[0]?.seq > 1,
        typing: typing && typing.until > Date.now() ? typing.name || words.agent : "",
        note: noteOf(conversation, messages, words),
        now: Date.now() + talk.skew,
    });
    if (isFresh) thread.toEnd();
    composer.draw();
}

function noteOf(conversation, messages, words) {
    if (!conversation) return words.hello;
    if (conversation.status === "resolved") return words.resolved;
    return messages.length || conversation.last_seq ? "" : words.empty;
}
