/* Pictures among the files, shown small. Their bytes are fetched with the token, judged by what they are, and painted:
   nothing comes onto the page but pixels, of no more memory than one picture needs, and no policy for images is asked. */

const HEADS = {
    "image/jpeg": /^\xff\xd8\xff/,
    "image/png": /^\x89PNG\r\n\x1a\n/,
    "image/gif": /^GIF8[79]a/,
    "image/webp": /^RIFF[^]{4}WEBP/,
};
const MOST_BYTES = 10_485_760;
const MOST_PIXELS = 30_000_000;
const LONGEST_SIDE = 480;
const KEPT_PAINTED = 30;

class Previews {
    #painted = new Map(); // id of a file -> promise of its bitmap, that asked for last at the end
    #wanted = new WeakMap(); // canvas -> file
    #eye = new IntersectionObserver((seen) => this.#look(seen), { rootMargin: "200px" });

    constructor(api) {
        this.api = api;
    }

    /** Return a canvas on which the picture appears once it is looked at; null for what is no picture, or too large. */
    of(file) {
        const { media_type: kind, size, width, height } = file;
        if (!HEADS[kind] || !(width * height <= MOST_PIXELS) || size > MOST_BYTES) return null;
        const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
        const sides = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
        const canvas = element("canvas", { className: "preview", ...sides, "aria-hidden": "true" });
        this.#wanted.set(canvas, file);
        this.#eye.observe(canvas);
        return canvas;
    }

    #look(seen) {
        for (const { target, isIntersecting } of seen) {
            if (!isIntersecting) continue;
            this.#eye.unobserve(target);
            this.#paint(target, this.#wanted.get(target));
        }
    }

    async #paint(canvas, file) {
        try {
            const bitmap = await this.#bitmap(file, canvas);
            canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
            canvas.dataset.painted = "";
        } catch {
            canvas.remove(); // the file can still be downloaded
        }
    }

    #bitmap(file, canvas) {
        const known = this.#painted.get(file.id) ?? this.#read(file, canvas);
        this.#painted.delete(file.id);
        this.#painted.set(file.id, known);
        known.catch(() => this.#painted.delete(file.id));
        if (this.#painted.size > KEPT_PAINTED) this.#painted.delete(this.#painted.keys().next().value);
        return known;
    }

    async #read({ id, media_type: type }, { width, height }) {
        const sent = await this.api.call("GET", `support/attachments/${id}/`, { blob: true, timeout: 120 });
        const head = String.fromCharCode(...new Uint8Array(await sent.slice(0, 12).arrayBuffer()));
        if (sent.size > MOST_BYTES || !HEADS[type].test(head)) throw new TypeError("This is no picture.");
        const size = { resizeWidth: width, resizeHeight: height, resizeQuality: "medium" };
        return createImageBitmap(new Blob([sent], { type }), size);
    }
}
