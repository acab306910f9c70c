package suppress

// connected parts what is open among 0 to n-1 into blocks that no equation joins: members of each block in ascending order, blocks in
// the order of their first, and of each number its block, -1 for what is not open. Equations name open numbers only.
func connected(n int, open func(int) bool, equations [][]int) (of []int, members [][]int) {
	parent := make([]int, n)
	for i := range parent {
		parent[i] = i
	}
	var find func(int) int
	find = func(i int) int {
		if parent[i] != i {
			parent[i] = find(parent[i])
		}
		return parent[i]
	}
	for _, equation := range equations {
		for _, i := range equation {
			parent[find(i)] = find(equation[0])
		}
	}
	of = make([]int, n)
	byRoot := map[int]int{}
	for i := range n {
		if of[i] = -1; !open(i) {
			continue
		}
		root := find(i)
		block, there := byRoot[root]
		if !there {
			block = len(members)
			byRoot[root] = block
			members = append(members, nil)
		}
		of[i] = block
		members[block] = append(members[block], i)
	}
	return of, members
}
