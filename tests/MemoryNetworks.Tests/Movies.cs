namespace Engram.MemoryNetworks.Tests;

/// <summary>A small set of film facts for the starter fact-reader.</summary>
public sealed class Movies() : AskedFacts(Facts)
{
    private static readonly (string Subject, string Relation, string Value)[] Facts =
    [
        ("Jaws", "directed_by", "Steven Spielberg"), ("Duel", "directed_by", "Steven Spielberg"), ("Alien", "directed_by", "Ridley Scott"),
        ("It", "directed_by", "Andy Muschietti"),
        ("Jaws", "release_year", "1975"), ("Alien", "release_year", "1979"), ("Jaws", "has_genre", "Thriller"),
        ("Jaws", "has_genre", "Adventure"), ("Alien", "has_genre", "Horror"),
        ("Halloween (1978)", "directed_by", "John Carpenter"), ("Halloween (2018)", "directed_by", "David Gordon Green"),
        ("Amélie", "directed_by", "Jean-Pierre Jeunet"),
        ("The Hudsucker Proxy", "directed_by", "Joel Coen"), ("The Paper", "directed_by", "Ron Howard"),
        ("What?", "directed_by", "Roman Polanski"), ("M*A*S*H", "directed_by", "Robert Altman"),
        ("France", "borders", "Spain"), ("Spain", "borders", "France"), ("France", "capital", "Paris"),
    ];
}
