namespace Engram.MemoryNetworks.Tests;

/// <summary>Films with hard names: question words, numbers, symbols, other scripts, or a name that two films share.</summary>
public sealed class TrickyNames() : AskedFacts(Films.Select(film => (film.Title, "directed_by", film.Director)))
{
    private static readonly (string Title, string Director)[] Films =
    [
        ("It", "Andy Muschietti"), ("Her", "Spike Jonze"), ("The Who", "Jeff Stein"), ("What?", "Roman Polanski"), ("M", "Fritz Lang"),
        ("Up", "Pete Docter"), ("9", "Shane Acker"), ("1917", "Sam Mendes"),
        ("Amélie", "Jean-Pierre Jeunet"), ("Crouching Tiger, Hidden Dragon", "Ang Lee"),
        ("Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb", "Stanley Kubrick"),
        ("Halloween (1978)", "John Carpenter"), ("Halloween (2018)", "David Gordon Green"), ("WALL·E", "Andrew Stanton"),
        ("Alien³", "David Fincher"), ("東京物語", "小津安二郎"),
        ("Сталкер", "Андрей Тарковский"), ("M*A*S*H", "Robert Altman"), ("Se7en", "David Fincher"), ("$9.99", "Tatia Rosenthal"),
        ("Ocean's Eleven", "Steven Soderbergh"),
        ("Contradiction Film", "Alice Example"), ("Contradiction Film", "Bob Example"), ("To Be or Not to Be", "Ernst Lubitsch"),
    ];
}
