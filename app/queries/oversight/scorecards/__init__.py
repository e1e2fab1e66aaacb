"""The books read into what a comparison of vendors rests on (`reports.scorecards.facts`), and the rows behind each figure.

One module a family; `families.FACTS` leads from a measure's id to the function that takes it. To add a measure: an entry in
`reports/scorecards/measures.yaml`, and a function under its id here. They know ghosts, so they are oversight's.
"""
