-- One row is one scale, as the authors of the survey group its items: mean of the items, reversed ones turned.
SELECT scale_id, title_en, title_ar, 'attitudes' AS domain, 'mean' AS scoring, 'CC BY 4.0' AS licence
FROM (VALUES ('interest', 'Interest in science', 'الاهتمام بالعلوم'),
             ('competence', 'Perceived competence', 'الكفاءة المتصوَّرة'),
             ('value', 'Utility value of science', 'القيمة النفعية للعلوم')) AS scale(scale_id, title_en, title_ar)
