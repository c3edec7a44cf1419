/* What calls an agent back to the page: a short sound made here, and how much is new in the title. */

class Alerts {
    #title = document.title;
    #missed = 0;
    #context = null;

    constructor() {
        this.button = find("sound");
        this.on = localStorage.getItem("support.sound") !== "off";
        this.button.addEventListener("click", () => this.#switch());
        document.addEventListener("visibilitychange", () => this.#looked());
        addEventListener("focus", () => this.#looked());
        this.#draw();
    }

    /** A customer has said something that concerns this agent; a tab that is looked at only sounds. */
    news() {
        if (document.hidden || !document.hasFocus()) {
            this.#missed += 1;
            document.title = `(${this.#missed}) ${this.#title}`;
        }
        this.#ring();
    }

    // Of several tabs one sounds: who comes first leaves word of when that was.
    async #ring() {
        if (!this.on) return;
        if (!navigator.locks) return this.#sound();
        await navigator.locks.request("support.sound", async () => {
            if (Math.abs(Date.now() - localStorage.getItem("support.rung")) < 1500) return;
            localStorage.setItem("support.rung", Date.now());
            this.#sound();
        });
    }

    #sound() {
        if (!navigator.userActivation?.hasBeenActive) return; // browsers let no page sound before it was touched
        this.#context ??= new AudioContext();
        const [now, gain] = [this.#context.currentTime, this.#context.createGain()];
        gain.connect(this.#context.destination);
        gain.gain.setValueAtTime(0.0001, now);
        gain.gain.exponentialRampToValueAtTime(0.15, now + 0.02);
        gain.gain.exponentialRampToValueAtTime(0.0001, now + 0.35);
        for (const [frequency, after] of [[660, 0], [880, 0.12]]) {
            const tone = new OscillatorNode(this.#context, { frequency });
            tone.connect(gain);
            tone.start(now + after);
            tone.stop(now + after + 0.2);
        }
    }

    #switch() {
        this.on = !this.on;
        localStorage.setItem("support.sound", this.on ? "on" : "off");
        this.#draw();
        if (this.on) this.#sound();
    }

    #draw() {
        this.button.textContent = say(this.on ? "soundOn" : "soundOff");
        this.button.setAttribute("aria-pressed", this.on);
    }

    #looked() {
        if (document.hidden) return;
        this.#missed = 0;
        document.title = this.#title;
    }
}
