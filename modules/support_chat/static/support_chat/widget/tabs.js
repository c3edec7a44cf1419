/** The tabs of one person: one of them polls and tells the others; when it goes, another one takes over. Where a
    browser has no locks (a page without TLS) each tab polls for itself, which comes to the same. */
class Tabs {
    #ended = new AbortController();

    constructor(name, { told, lead }) {
        this.name = name;
        this.lead = lead;
        this.alone = !navigator.locks || !window.BroadcastChannel;
        this.channel = this.alone ? null : new BroadcastChannel(name);
        if (this.channel) this.channel.onmessage = ({ data }) => told(data);
    }

    /** Wait for one's turn to poll; `lead` polls until it comes back. */
    start() {
        if (this.alone) return void this.lead();
        const signal = this.#ended.signal;
        navigator.locks.request(this.name, { signal }, () => signal.aborted || this.lead()).catch(() => {});
    }

    tell(said) {
        this.channel?.postMessage(said);
    }

    stop() {
        this.#ended.abort();
        this.channel?.close();
    }
}
