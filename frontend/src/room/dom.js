// A very small way to make elements: h('button', { class: 'btn', onclick: f }, icon('x'), 'words').

// The sprite is put into the page once, so that icons are there when the network is not.
export async function useSprite(url) {
  try {
    const text = await (await fetch(url)).text();
    const sprite = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
    sprite.setAttribute('hidden', '');
    sprite.setAttribute('aria-hidden', 'true');
    document.body.prepend(document.importNode(sprite, true));
  } catch { /* icons are only an ornament: every one has words beside it */ }
}

function put(parent, child) {
  if (child === null || child === undefined || child === false) return;
  if (Array.isArray(child)) child.forEach((one) => put(parent, one));
  else parent.append(child instanceof Node ? child : String(child));
}

export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'muted') element.muted = value;
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  put(element, children);
  return element;
}

export function icon(name, classes = '') {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', `icon ${classes}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  const use = document.createElementNS(space, 'use');
  use.setAttribute('href', `#${name}`);
  svg.append(use);
  return svg;
}

export function fill(element, ...children) {
  element.replaceChildren();
  put(element, children);
  return element;
}

export function button(words, props, name) {
  return h('button', { type: 'button', class: 'btn btn-primary', ...props }, name ? icon(name) : null, h('span', null, words));
}

export function note(tone, name, ...children) {
  return h('div', { class: `alert alert-${tone} room-note` }, icon(name), h('div', { class: 'room-note-words' }, ...children));
}

export function clockText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (value) => String(value).padStart(2, '0');
  return `${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}`;
}
