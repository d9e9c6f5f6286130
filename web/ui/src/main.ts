// The browser program of ALO 116: sign-in, the counsellor's desk, the supervisors' board.
import { mount } from 'svelte';
import App from './App.svelte';
import './styles/tokens.css';
import './styles/base.css';

// A page brought back from the browser's memory has dead sockets: begin anew.
window.addEventListener('pageshow', (event) => event.persisted && location.reload());

const target = document.getElementById('app');
if (target) mount(App, { target });
