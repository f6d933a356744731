namespace Engram.Training.Recipes.Stories;

/// <summary>Names for generated stories. A network with slots does not learn the names themselves. They teach which words are names and how
/// names stand in a sentence.</summary>
/// <param name="People">As written, with capitals.</param>
/// <param name="Places">With their article, if any.</param>
/// <param name="Things">With their article.</param>
/// <param name="Odd">Verbs that no training story uses.</param>
public sealed record StrangerNames(
    IReadOnlyList<string> People, IReadOnlyList<string> Places, IReadOnlyList<string> Things, IReadOnlyList<string> Odd)
{
    /// <summary>For stories to train on.</summary>
    public static StrangerNames Training { get; } = new(
        ["Alice", "Boris", "Chloe", "Dmitri", "Elena", "Farah", "Gustav", "Hana", "Ivan", "Jamal", "Kenji", "Leila", "Mateo", "Nadia",
            "Olga", "Pedro", "Mary Ann", "Doctor Watson", "Old Pete"],
        ["the bridge", "the tower", "the cave", "the farm", "the temple", "the forest", "the village", "the barn", "the shop",
            "the theater", "the bank", "the clinic", "Rome", "Lagos", "New Delhi", "the town hall", "the Royal Hotel",
            "the railway platform"],
        ["the hammer", "the candle", "the wallet", "the trumpet", "the coat", "the hat", "the spoon", "the mirror", "the rope", "the cup",
            "the map", "the flute", "the silver coin", "the green bottle", "the box of matches"],
        []);

    /// <summary>For validation stories; shares no name with <see cref="Training"/>.</summary>
    public static StrangerNames Validation { get; } = new(
        ["Aiko", "Bram", "Celeste", "Dwayne", "Esra", "Fergus", "Greta", "Hussein", "Ines", "Jorge", "Anna Lena", "Uncle Bo"],
        ["the lighthouse", "the vineyard", "the chapel", "the quarry", "the studio", "the airport", "the bus stop", "the Old Mill", "Oslo",
            "San Marino", "the pharmacy", "the castle"],
        ["the compass", "the teapot", "the ladder", "the scarf", "the drum", "the telescope", "the wooden spoon", "the red kite",
            "the jar of honey", "the camera"],
        ["zorped", "vaulted", "sauntered", "teleported", "swam", "crawled", "tiptoed"]);
}
