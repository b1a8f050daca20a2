export function csrf() {
  const meta = document.querySelector('meta[name=csrf-token]');
  const field = document.querySelector('input[name=csrfmiddlewaretoken]');
  return (meta && meta.content) || (field && field.value) || '';
}
