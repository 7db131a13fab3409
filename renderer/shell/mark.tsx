/** Our mark: a hull standing in a dock. */
export function Mark() {
  return (
    <svg className="dd-mark" viewBox="0 0 24 24" aria-hidden="true">
      <path className="dd-mark__dock" d="M2 5v12.5A3.5 3.5 0 0 0 5.5 21h13a3.5 3.5 0 0 0 3.5-3.5V5" />
      <path
        className="dd-mark__hull"
        d="M5.5 9.5h13l-1.700 6.200a2 2 0 0 1-1.930 1.470H9.130A2 2 0 0 1 7.200 15.700z"
      />
      <path className="dd-mark__mast" d="M12 9.5V3.5l4.200 3.400H12" />
    </svg>
  )
}
