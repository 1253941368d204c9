/* The camera: frames are read by zxing (or by the phone's own reader where it has one); a code that
   stays in view is presented once. */
(() => {
  "use strict";
  const { facts, part, say } = self.khuevanScreen;
  const WIDEST = 800;
  const GONE = 2500;
  const video = part("video");
  const canvas = document.createElement("canvas");
  let stream = null;
  let own = null;
  let last = { text: "", at: 0 };
  let listener = () => {};
  let is_on = false;

  ZXingWASM.prepareZXingModule({
    overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? facts.wasm : prefix + path) },
    fireImmediately: true,
  });

  const ready = async () => {
    if (!("BarcodeDetector" in self)) return;
    const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) own = new BarcodeDetector({ formats: ["qr_code"] });
  };

  const frame = () => {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    return pen.getImageData(0, 0, canvas.width, canvas.height);
  };

  const read = async () => {
    if (own) {
      const found = await own.detect(video).catch(() => []);
      if (found.length) return found[0].rawValue;
    }
    const found = await ZXingWASM.readBarcodes(frame(), {
      formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1, textMode: "Plain",
    });
    return found.length ? found[0].text : "";
  };

  const look = async () => {
    if (!is_on) return;
    if (video.readyState >= 2 && video.videoWidth) {
      const began = performance.now();
      const text = await read().catch(() => "");
      const now = performance.now();
      if (text) {
        const stays = text === last.text && now - last.at < GONE;
        last = { text, at: now };
        if (!stays) await listener(text, began);
      }
    }
    // A hidden page draws no frames; a timer goes on, only more slowly.
    setTimeout(look, 30);
  };

  const start = async (onText) => {
    listener = onText;
    if (stream) return true;
    try {
      await ready();
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false, video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
      });
      video.srcObject = stream;
      await video.play();
    } catch (_error) {
      stream = null;
      part("cam-note").textContent = say("no_camera");
      part("cam-note").hidden = false;
      return false;
    }
    part("cam-note").hidden = true;
    const track = stream.getVideoTracks()[0];
    const can = track.getCapabilities ? track.getCapabilities() : {};
    part("torch").hidden = !can.torch;
    if (!is_on) {
      is_on = true;
      look();
    }
    return true;
  };

  part("torch").addEventListener("click", async () => {
    const pressed = part("torch").getAttribute("aria-pressed") === "true";
    await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: !pressed }] }).catch(() => {});
    part("torch").setAttribute("aria-pressed", String(!pressed));
  });

  // A phone that was put away gives the camera to others.
  document.addEventListener("visibilitychange", () => {
    const track = stream && stream.getVideoTracks()[0];
    if (document.visibilityState === "visible" && track && track.readyState === "ended") {
      stream = null;
      start(listener);
    }
  });

  self.khuevanCamera = { start, listen: (onText) => { listener = onText; } };
})();
