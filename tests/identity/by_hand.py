"""Pairs written by hand, one a line: kind; what is known of one; of the other; days between the two.

A person is ``last / first / postcode city / e-mail / phone``, with empty parts where nothing is known; a phone that
begins with ``*`` is known as shared.
"""

SAME = """
accents and case; LEFEVRE / François / 69003 Lyon / /; Lefèvre / FRANCOIS / 69003 Lyon / /; 12
accents and case; Bénali / Samira / 38200 Vienne / /; BENALI / samira / 38200 VIENNE / /; 40
accents and case; O'Brien / Seán / 69006 Lyon / /; OBRIEN / Sean / 69006 / /; 3
accents and case; De La Tour / Anne / 01000 Bourg-en-Bresse / /; DELATOUR / Anne / 01000 / /; 80
accents and case; Œuvrard / Zoé / 69100 Villeurbanne / /; OEUVRARD / Zoe / 69100 / /; 9
names swapped; Dupont / Jean / 69003 Lyon / /; Jean / Dupont / 69003 Lyon / /; 2
names swapped; Nguyen / Minh / 69008 / /; MINH / NGUYEN / 69008 / /; 100
names swapped; Thomas / Pierre / 42000 / /; Pierre / Thomas / 42000 / /; 33
typo in the name; Dupont / Jean / 69003 / /; Dupond / Jean / 69003 / /; 5
typo in the name; Martinez / Lucie / 69400 / /; Martines / Lucie / 69400 / /; 20
typo in the name; Gauthier / Marc / 38000 / /; Gautier / Marc / 38000 / /; 20
typo in the name; Mathieu / Elodie / 69001 / /; Matthieu / Élodie / 69001 / /; 60
typo in the name; Thibault / Claire / 69002 / /; Thibaud / Claire / 69002 / /; 60
typo in the name; Lemoine / Arnaud / 38300 / /; Lemione / Arnaud / 38300 / /; 4
typo in the name; Philippe / Éric / 71000 / /; Philipe / Eric / 71000 / /; 200
typo in the name; Kowalski / Anna / 69200 / /; Kovalski / Ana / 69200 / /; 14
typo in the name; Rousseau / Pauline / 69009 / /; Rouseau / Paulline / 69009 / /; 14
short form; Dupont / Alexandre / 69003 / /; Dupont / Alex / 69003 / /; 5
short form; Faure / Emmanuel / 38110 / /; FAURE / Manu / 38110 / /; 5
short form; Blanc / Jean-Pierre / 69005 / /; Blanc / JP / 69005 / /; 300
short form; Roche / Mickaël / 69120 / /; Roche / Mike / 69120 / /; 30
short form; Perez / Frédéric / 42100 / /; Perez / Fred / 42100 / /; 30
short form; Garnier / Isabelle / 69300 / /; garnier / isa / 69300 / /; 30
short form; Leroy / Mohamed / 69500 / /; Leroy / Mohammed / 69500 / /; 30
compound name; Dupont-Martin / Sophie / 69003 / /; Dupont / Sophie / 69003 / /; 400
compound name; Girard / Marie-Laure / 69007 / /; Girard / Marie / 69007 / /; 12
compound name; Da Silva Pereira / Carlos / 69800 / /; Da Silva / Carlos / 69800 / /; 12
compound name; Bernard / Jean Luc / 01500 / /; Bernard / Jean-Luc / 01500 / /; 90
one digit wrong; Dupont / Jean / / / +33639981234; Dupont / Jean / / / +33639981243; 1
one digit wrong; Morel / Alice / / / +33639984471; MOREL / alice / / / +33639984477; 8
one digit wrong; Benali / Karim / / / +33465719911; Benali / Karim / / / +33465719811; 3
address mistyped; Morel / Alice / / alice.morel@example.com / ; Morel / Alice / / alice.morl@example.com / ; 2
address mistyped; Petit / Hugo / / hugopetit69@example.org / ; Petit / Hugo / / hugopetit96@example.org / ; 2
new provider; Vidal / Chloé / / chloe.vidal@example.com / ; Vidal / Chloé / / chloe.vidal@example.org / ; 300
new provider; Renaud / Paul / / renaud.paul.69@example.com / +33639980707; RENAUD / Paul / / renaud.paul.69@example.test / +33465710000; 700
second number; Fontaine / Julie / 69003 Lyon / / +33639981111; Fontaine / Julie / 69003 Lyon / / +33465712222; 60
same address; Dupont / Jean / / jean@example.org / ; / Jeannot / / jean@example.org / ; 60
same address; / / / zoe.martin@example.com / ; Martin / Zoé / 69003 / zoe.martin@example.com / +33639980001; 500
same address; Dupont / Jean / / jean@example.org / +33639980021; Dupond / J. / / jean@example.org / +33465710021; 60
same address; Petit / Anne / 69003 / anne.petit@example.com / +33639980022; Morel / Anne / 38200 / anne.petit@example.com / +33639980023; 700
same address; Roux / Nadia / / nadia.roux@example.com / +33639980024; Roux Benali / N. / / nadia.roux@example.com / +33465710024; 200
same address; Martin / Paul / / pmartin@example.org / +33639980025; Paul / Martin / / pmartin@example.org / +33639980026; 9
same address; Garage / Martin / / pm@example.org / ; Durand / Paul / / pm@example.org / +33639980027; 9
same number; Dupont / Jean / / / +33639985511; / Jean / / / +33639985511; 2
same number; / / / / +33639985512; Martin / Zoé / / / +33639985512; 2
same number; Dupont / / / / +33639985513; Dupont / Jean / 69003 / / +33639985513; 900
same number; Caron / Jules / / / +33639985514; CARON / jules / / / +33639985514; 1400
"""  # noqa: E501

OTHER = """
couple on one number; Dupont / Jean / 69003 / / +33465711001; Dupont / Marie / 69003 / / +33465711001; 3
couple on one number; Roy / Michel / / / +33465711002; Roy / Michelle / / / +33465711002; 3
couple on one number; Faure / Jean / 38000 / / +33465711003; Faure / Jeanne / 38000 / / +33465711003; 90
couple on one number; Lambert / Luc / / / +33465711004; Perrin / Léa / / / +33465711004; 90
couple on one number; Simon / Daniel / 69100 / daniel.simon@example.com / +33465711005; Simon / Danielle / 69100 / / +33465711005; 1
couple on one number; Brun / Frédéric / / / +33465711006; Brun / Frédérique / / / +33465711006; 1
father and son; Garcia / Luis / 69008 Lyon / / +33465712001; Garcia / Pablo / 69008 Lyon / / +33465712001; 30
father and son; Noël / Jacques / 42300 / / ; Noël / Pierre / 42300 / / ; 30
father and son; Morin / Henri / 69110 / / +33465712003; Morin / Hugo / 69110 / / +33639982003; 30
father and son; Muller / Georges / 01170 / g.muller@example.com / ; Muller / Gaston / 01170 / / ; 365
siblings; Clément / Léa / 69003 / / ; Clément / Léo / 69003 / / ; 10
siblings; Roussel / Louis / 38500 / / ; Roussel / Louise / 38500 / / ; 10
siblings; Benoît / Marie / 71000 / / ; Benoît / Marion / 71000 / / ; 10
namesake elsewhere; Martin / Sophie / 69003 Lyon / / +33639983001; Martin / Sophie / 59000 Lille / / +33639983002; 40
namesake elsewhere; Petit / Thomas / 75011 Paris / thomas.petit@example.com / ; Petit / Thomas / 13001 Marseille / tpetit13@example.org / ; 40
namesake elsewhere; Bernard / Marie / / / +33639983003; Bernard / Marie / / / +33639987766; 40
namesake in the same town; Martin / Jean / 69003 Lyon / jean.martin1@example.com / +33639983101; Martin / Jean / 69003 Lyon / jmartin@example.org / +33639983202; 40
switchboard; Durand / Paul / / paul@example.com / *+33199000001; Lopez / Inès / / ines@example.com / *+33199000001; 4
switchboard; Durand / Paul / / / *+33199000001; Durand / Anne / / / *+33199000001; 4
switchboard; Meyer / Karl / 69002 / / *+33199000002; Roux / Karl / 69002 / / *+33199000002; 4
relay address; / Jean / / / ; / Jean / / / ; 1
relay address; Dupont / / / / ; Dupont / / / / ; 1
relay address; Martin / Julie / / / ; Martin / Jules / / / ; 1
reused number; Dupont / Jean / 69003 / / +33639984001; Traoré / Awa / 69100 / / +33639984001; 1200
reused number; Leclerc / Yves / / / +33639984002; Aubert / Nina / / / +33639984002; 800
near number of a stranger; Dupont / Jean / / / +33639986001; Lopez / Maria / / / +33639986002; 1
near number of a stranger; Dupont / Jean / 69003 / / +33639986003; Dupont / Marie / 69003 / / +33639986004; 1
company; Transports Mercier / / 69200 / contact@example.com / ; Mercier / Paul / 69200 / contact@example.org / ; 1
company; Garage Martin / / / / *+33199000009; Martin / Alain / / / *+33199000009; 1
strangers on one address; Martin / Claire / / nomail@nomail.example.com / +33639987001; Delmas / Marc / / nomail@nomail.example.com / +33639987002; 1
strangers on one address; Delmas / Marc / / nomail@nomail.example.com / +33639987002; Roussel / Inès / / nomail@nomail.example.com / +33639987003; 40
strangers on one address; Lopez / Maria / 69003 / na@example.com / +33639987004; Ferrand / Hugo / 69003 / na@example.com / +33465717004; 3
strangers on one address; Traoré / Awa / 38200 Vienne / agent@example.org / +33639987005; Weber / Yohan / 59000 Lille / agent@example.org / +33639987006; 200
strangers on one address; Simon / Luc / / non@non.test / +33639987007; Nguyen / Minh / / non@non.test / +33639987008; 90
strangers on one address; Perrin / Léa / 42000 / accueil@example.org / +33465717009; Caron / Jules / 71000 / accueil@example.org / +33639987010; 15
strangers on one address; Benali / Karim / / x@example.test / +33639987011; Lefèvre / François / / x@example.test / +33639987012; 300
common mailbox name; Roux / Émile / / secretariat@example.com / ; Roux / Nadia / / secretariat@example.org / ; 5
"""  # noqa: E501
