/** Names of very different frequency, so that a search may find many, few or none. The first are the most common. */
const FIRST = `Mary James Olga Ahmed Wei Priya Anna Juan Fatima Yuki Lars Chloé Ivan Sofia Kwame Elena Noah Zoë Mateo Ingrid
Tariq Mei Pavel Amara Luca Nadia Oskar Leila Hugo Freya Dmitri Aisha Björn Carmen Rajesh Emma Tomás Hana Viktor Grace
Ibrahim Sven Lucía Kenji Maja André Nkechi Erik Zainab Stefan Giulia Omar Astrid Felix Rosa Anders Yara Marek Thandi Quentin`
const LAST = `Smith Garcia Müller Wang Kumar Silva Nguyen Kim Ivanov Johansson Rossi Cohen Okafor Yamamoto Dubois Novak Hansen
Fernández Ali Brown Schmidt Chen Patel Santos Tran Park Petrov Nilsson Russo Levy Mensah Tanaka Moreau Horvat Larsen Torres
Hussain Jones Weber Liu Singh Oliveira Pham Choi Popov Berg Bianchi Katz Adeyemi Sato Laurent Kovač Olsen Ramírez Khan Taylor
Wagner Zhang Gupta Costa Le Jung Sokolov Lindqvist Greco Friedman Balogun Suzuki Girard Jurić Dahl Vega Rahman Wilson Becker
Zhao Sharma Pereira Vo Yoon Volkov Ek Conti Shapiro Eze Kobayashi Fontaine Babić Moen Xiong Qureshi Ōe`
const DOMAINS =
  'mail.example example.com post.example.org example.net corp.example uni.example.edu shop.example zine.example'

export const firstNames = FIRST.split(/\s+/)
export const lastNames = LAST.split(/\s+/)
export const domains = DOMAINS.split(' ')
