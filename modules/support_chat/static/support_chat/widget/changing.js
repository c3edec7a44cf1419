/** Changes and takes back what the customer has said: shown at once, whenever the feed tells of it. */
class Changing {
    constructor(widget) {
        this.widget = widget;
    }

    /** Return a sentence on why it was not changed, or nothing. */
    async change(message, text) {
        const { api, words } = this.widget;
        try {
            this.#stands(await api.call("PATCH", pathOf(message), { body: { text } }));
            return "";
        } catch (failure) {
            return sentenceOf(failure, words);
        }
    }

    async takeBack(message) {
        const { api, talk, panel, composer, words } = this.widget;
        try {
            await api.call("DELETE", pathOf(message));
            const at = new Date(Date.now() + talk.skew).toISOString();
            this.#stands({ ...message, text: "", attachments: [], deleted_at: at, editable_until: null });
            panel.focus();
        } catch (failure) {
            composer.wrong(sentenceOf(failure, words));
        }
    }

    #stands(message) {
        this.widget.talk.put(message.conversation_id, [message]);
        this.widget.draw();
    }
}

function pathOf({ conversation_id: conversation, id }) {
    return `support/conversations/${conversation}/messages/${id}/`;
}

/** Return why something did not work, for people. */
function sentenceOf(failure, words) {
    return failure instanceof Refusal ? failure.message : words.wrong;
}
