const MOST_FILES = 10;

/** The files that go with the message being written: sent ahead, each with its progress. */
class Files {
    constructor({ api, changed }) {
        Object.assign(this, { api, changed });
        this.list = [];
    }

    get ready() {
        return this.list.every((one) => one.attachment);
    }

    add(files) {
        for (const file of [...files].slice(0, MOST_FILES - this.list.length)) {
            const one = { key: uuid(), file, name: file.name, part: 0, wrong: "", ended: new AbortController() };
            this.list.push(one);
            this.#send(one);
        }
        this.changed();
    }

    remove(one) {
        one.ended.abort();
        this.list = this.list.filter((other) => other !== one);
        this.changed();
    }

    /** Take what was sent ahead, to go with a message; nothing is left. */
    take() {
        const taken = this.list.map((one) => one.attachment);
        this.list = [];
        return taken;
    }

    async #send(one) {
        const progress = (part) => {
            one.part = part;
            this.changed();
        };
        for (let failures = 1; !one.ended.signal.aborted && !one.attachment && !one.wrong; failures++) {
            try {
                one.attachment = await this.api.upload(one.file, { key: one.key, progress, signal: one.ended.signal });
            } catch (failure) {
                if (passes(failure)) await pause(backOff(failures, failure.retryAfter), one.ended.signal);
                else one.wrong = failure.message;
            }
            this.changed();
        }
    }
}
