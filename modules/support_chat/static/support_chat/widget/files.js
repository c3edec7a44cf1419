const MOST_FILES = 10;

/** The files that go with the message being written: sent ahead, each with its progress. One that is refused is taken
    out again and told of, so that what is left can be sent. */
class Files {
    constructor({ api, words, changed, refused }) {
        Object.assign(this, { api, words, changed, refused });
        this.list = [];
    }

    get ready() {
        return this.list.every((one) => one.attachment);
    }

    add(files) {
        const room = MOST_FILES - this.list.length;
        for (const file of [...files].slice(room)) this.refused(file.name, this.words.tooMany);
        for (const file of [...files].slice(0, room)) {
            const one = { key: uuid(), file, name: file.name, part: 0, ended: new AbortController() };
            this.list.push(one);
            this.#send(one, this.list);
        }
        this.changed();
    }

    remove(one) {
        one.ended.abort();
        this.#drop(one, this.list);
        this.changed();
    }

    /** Take what was sent ahead, to go with a message; nothing is left. */
    take() {
        const taken = this.list.map((one) => one.attachment);
        this.list = [];
        return taken;
    }

    #drop(one, list) {
        list.splice(list.indexOf(one), 1);
    }

    // The list is the one it was added to: people go to another conversation meanwhile.
    async #send(one, list) {
        const progress = (part) => {
            one.part = part;
            this.changed();
        };
        for (let failures = 1; !one.ended.signal.aborted && !one.attachment; failures++) {
            try {
                one.attachment = await this.api.upload(one.file, { key: one.key, progress, signal: one.ended.signal });
            } catch (failure) {
                if (one.ended.signal.aborted) return;
                if (!passes(failure)) return this.#refuse(one, list, failure);
                await pause(backOff(failures, failure.retryAfter), one.ended.signal);
            }
            this.changed();
        }
    }

    #refuse(one, list, failure) {
        one.ended.abort();
        this.#drop(one, list);
        this.refused(one.name, failure.message);
        this.changed();
    }
}
