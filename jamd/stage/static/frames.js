// Drawing before each frame of the screen while something moves, and only now and then while all stands still: a page
// that is only open must not keep a processor busy.

const STANDING_MS = 100;

/**
 * @param {(when: number) => void} draw
 * @param {() => boolean} isMoving
 */
export function everyFrame(draw, isMoving) {
  /** @param {number} when */
  const frame = (when) => {
    draw(when);
    if (isMoving()) requestAnimationFrame(frame);
    else setTimeout(() => requestAnimationFrame(frame), STANDING_MS);
  };
  requestAnimationFrame(frame);
}
