// A live sum: inside [data-sum] every [data-part] counts, with its number or, when it names a [data-amount], with that once it is filled.
// [data-total] shows it, divided by data-divide (rounded up), and is marked when it misses data-goal.

function amount(part) {
  const set = part.type === 'checkbox' ? part.checked : part.value.trim() !== '';
  if (!set) return 0;
  return Number(part.dataset.amount ?? part.value) || 0;
}

function show(box) {
  const total = box.querySelector('[data-total]');
  if (!total) return;
  let sum = 0;
  for (const part of box.querySelectorAll('[data-part]')) sum += amount(part);
  const shown = Math.ceil(sum / (Number(total.dataset.divide) || 1));
  total.textContent = String(shown);
  if (total.dataset.goal) total.classList.toggle('text-danger', shown !== Number(total.dataset.goal));
}

export function startSums() {
  for (const box of document.querySelectorAll('[data-sum]')) {
    box.addEventListener('input', () => show(box));
    show(box);
  }
}
